import type { JsonObject, MessageInput, OutputFormat, TextOptions, ToolChoice, ToolInput } from 'reqllm';
import { list, type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { camelCased, plainSchema } from './google-spelling.ts';
import { readGoogleContents } from './read-google-contents.ts';

/** A recorded generateContent body as a caller of ours would have written it. */
export function readGoogleRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(camelCased(body), '', notes);
  // The model is in the path as well.
  members.take('model');
  const system = members.inner('systemInstruction');
  system?.take('role');
  const content = list(system?.take('parts')).map((each) => {
    const part = new Members(each, 'systemInstruction.parts[]', notes);
    const text = part.text('text') ?? '';
    return { type: 'text' as const, text, ...ownOptions(part, provider) };
  });
  system?.close();
  const input: MessageInput[] = content.length === 0 ? [] : [{ role: 'system', content }];
  const contents = members.take('contents');
  const turns = Array.isArray(contents) ? contents : [contents];
  input.push(...readGoogleContents(turns, notes, provider));
  const config = members.inner('generationConfig') ?? new Members({}, 'generationConfig', notes);
  const { tools, toolChoice } = toolsOf(members, provider);
  const options: TextOptions = said({
    ...generationOptions(config),
    tools,
    toolChoice,
    serviceTier: members.text('serviceTier'),
    metadata: members.take('labels') as TextOptions['metadata'],
  });
  const generationConfig = config.own();
  if (generationConfig !== undefined) members.put('generationConfig', generationConfig);
  return { input, options: { ...options, ...ownOptions(members, provider) }, notes };
}

function generationOptions(config: Members): TextOptions {
  if (config.peek('candidateCount') === 1) config.take('candidateCount');
  const isLogged = config.flag('responseLogprobs');
  return said({
    maxTokens: config.number('maxOutputTokens'),
    temperature: config.number('temperature'),
    topP: config.number('topP'),
    topK: config.number('topK'),
    seed: config.number('seed'),
    stop: config.list('stopSequences') as string[] | undefined,
    presencePenalty: config.number('presencePenalty'),
    frequencyPenalty: config.number('frequencyPenalty'),
    logprobs: config.number('logprobs') ?? isLogged,
    output: outputOf(config),
    reasoning: reasoningOf(config),
  });
}

function outputOf(config: Members): OutputFormat | undefined {
  const schema = config.take('responseJsonSchema') ?? plainSchema(config.take('responseSchema'));
  if (config.peek('responseMimeType') !== 'application/json') return undefined;
  config.take('responseMimeType');
  if (schema === undefined) return { type: 'json' };
  return { type: 'json-schema', name: 'answer', schema: schema as JsonObject };
}

type Effort = Exclude<TextOptions['reasoning'], object | undefined>;

function reasoningOf(config: Members): TextOptions['reasoning'] {
  const thinking = config.inner('thinkingConfig');
  if (thinking === undefined) return undefined;
  const plan = said({
    effort: thinking.text('thinkingLevel')?.toLowerCase() as Effort | undefined,
    budgetTokens: thinking.number('thinkingBudget'),
    summary: thinking.peek('includeThoughts') === true ? ('auto' as const) : undefined,
  });
  if (plan.summary !== undefined) thinking.take('includeThoughts');
  // No portable word hides the thoughts of a model that thinks.
  if (thinking.peek('includeThoughts') === false) config.put('thinkingConfig', thinking.own());
  thinking.close();
  return Object.keys(plan).length === 0 ? undefined : plan;
}

function toolsOf(members: Members, provider: string): { tools?: ToolInput[]; toolChoice?: ToolChoice } {
  const given = members.take('tools');
  const isListed = Array.isArray(given) || given === undefined;
  const mode = record(record(members.peek('toolConfig'))['functionCallingConfig'])['mode'];
  const isStrict = mode === 'VALIDATED';
  const tools = list(isListed ? given : [given]).flatMap((each): ToolInput[] => {
    const { functionDeclarations, ...others } = record(each);
    const own = Object.entries(others).map(([name, settings]) => {
      members.notes.own.add(`tools[].${name}`);
      return { provider, definition: { [name]: settings } as JsonObject };
    });
    return [...own, ...list(functionDeclarations).map((tool) => declared(tool, isStrict, members, provider))];
  });
  const toolChoice = choiceOf(members, tools);
  return said({ tools: given === undefined ? undefined : tools, toolChoice });
}

function declared(value: unknown, isStrict: boolean, members: Members, provider: string): ToolInput {
  const tool = new Members(value, 'tools[].functionDeclarations[]', members.notes);
  const schema = tool.take('parametersJsonSchema') ?? plainSchema(tool.take('parameters'));
  const spec = said({
    name: tool.text('name') ?? '',
    // An empty text is what a tool without a description is sent with.
    description: tool.text('description') || undefined,
    inputSchema: schema as JsonObject | undefined,
    // Mode VALIDATED is for all tools of a request.
    strict: isStrict ? true : undefined,
  });
  return { ...spec, ...ownOptions(tool, provider) };
}

function choiceOf(members: Members, tools: readonly ToolInput[]): ToolChoice | undefined {
  const config = members.inner('toolConfig');
  if (config === undefined) return undefined;
  // Ours to add where functions and Google's own tools are mixed.
  const isMixed = ['name', 'definition'].every((member) => tools.some((tool) => member in tool));
  if (isMixed) config.take('includeServerSideToolInvocations');
  const calling = config.inner('functionCallingConfig');
  const mode = calling?.text('mode')?.toUpperCase();
  const names = calling?.list('allowedFunctionNames') as string[] | undefined;
  calling?.close();
  const functions = tools.filter((tool) => 'name' in tool).length;
  const choice = portableChoice(mode, names, functions);
  const isUnsaid = choice === undefined && mode !== undefined && mode !== 'VALIDATED';
  if (isUnsaid) members.notes.own.add(`toolConfig.functionCallingConfig (${mode} with names)`);
  const own = {
    ...config.own(),
    ...(isUnsaid ? { functionCallingConfig: said({ mode, allowedFunctionNames: names }) } : {}),
  };
  if (Object.keys(own).length > 0) members.put('toolConfig', own);
  return choice;
}

function portableChoice(
  mode: string | undefined,
  names: readonly string[] | undefined,
  functions: number,
): ToolChoice | undefined {
  if (mode === 'NONE') return 'none';
  if (mode === 'AUTO') return names === undefined ? 'auto' : undefined;
  if (mode !== 'ANY') return undefined;
  const [only] = names ?? [];
  if (names?.length === 1 && only !== undefined) return { tool: only };
  return names === undefined || names.length === functions ? 'required' : undefined;
}
