import type { JsonObject, MessageInput, OutputFormat, TextOptions, ToolChoice, ToolInput } from 'reqllm';
import { type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { readResponsesInput } from './read-responses-input.ts';

/** A recorded Responses body as a caller of ours would have written it. */
export function readResponsesRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  for (const handled of ['model', 'stream']) members.take(handled);
  const instructions = members.text('instructions');
  const input: MessageInput[] = readResponsesInput(members.take('input'), notes, provider);
  if (instructions !== undefined) input.unshift({ role: 'system', content: instructions });
  const reasoning = reasoningOf(members);
  const output = outputOf(members);
  const options: TextOptions = said({
    maxTokens: members.number('max_output_tokens'),
    temperature: members.number('temperature'),
    topP: members.number('top_p'),
    user: members.text('user'),
    serviceTier: members.text('service_tier'),
    parallelToolCalls: members.flag('parallel_tool_calls'),
    metadata: members.take('metadata') as TextOptions['metadata'],
    tools: toolsOf(members, provider),
    toolChoice: choiceOf(members),
    reasoning,
    output,
    ...ownOptions(members, provider),
  });
  return { input, options, notes };
}

type Effort = Exclude<TextOptions['reasoning'], object | undefined>;

function reasoningOf(members: Members): TextOptions['reasoning'] {
  const reasoning = members.inner('reasoning');
  if (reasoning === undefined) return undefined;
  const summary = reasoning.text('summary');
  const plan = said({
    effort: reasoning.text('effort') as Effort | undefined,
    summary: summary as 'auto' | 'concise' | 'detailed' | undefined,
  });
  const own = reasoning.own();
  if (own !== undefined) members.put('reasoning', own);
  return Object.keys(plan).length === 0 ? undefined : plan;
}

function outputOf(members: Members): OutputFormat | undefined {
  const text = members.inner('text');
  const format = text?.inner('format');
  const type = format?.text('type');
  const own = text?.own();
  if (own !== undefined) members.put('text', own);
  if (format === undefined || type === 'text') return undefined;
  if (type === 'json_object') return { type: 'json' };
  const output: OutputFormat = said({
    type: 'json-schema' as const,
    name: format.text('name') ?? '',
    schema: format.take('schema') as JsonObject,
    description: format.text('description'),
    strict: format.flag('strict'),
  });
  format.close();
  return output;
}

function toolsOf(members: Members, provider: string): ToolInput[] | undefined {
  return members.list('tools')?.map((each): ToolInput => {
    const type = record(each)['type'];
    if (type !== 'function') {
      members.notes.own.add(`tools[] of type ${String(type)}`);
      return { provider, definition: each as JsonObject };
    }
    // Some recorders nest the definition as in Chat Completions.
    const { function: nested, ...flat } = record(each);
    const tool = new Members({ ...record(nested), ...flat }, 'tools[]', members.notes);
    tool.take('type');
    const spec = said({
      name: tool.text('name') ?? '',
      description: tool.text('description'),
      inputSchema: tool.take('parameters') as JsonObject | undefined,
      strict: tool.flag('strict'),
    });
    return { ...spec, ...ownOptions(tool, provider) };
  });
}

function choiceOf(members: Members): ToolChoice | undefined {
  const choice = members.peek('tool_choice');
  const { type, name } = record(choice);
  const isWord = choice === 'auto' || choice === 'none' || choice === 'required';
  if (!isWord && (type !== 'function' || typeof name !== 'string')) return undefined;
  members.take('tool_choice');
  return isWord ? choice : { tool: String(name) };
}
