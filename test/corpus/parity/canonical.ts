import { isRecord } from '../../../src/core/json.ts';
import { list, type Raw, record } from '../raw.ts';
import { canonicalConverse } from './canonical-converse.ts';
import { canonicalResponses } from './canonical-responses.ts';
import type { ParityFamily } from './compare.ts';
import { camelCased, plainSchema } from './google-spelling.ts';

/** A body in which forms that the vendor documents as equal are one form. Both sides of the comparison go through it. */
export function canonicalRequest(family: ParityFamily, body: unknown): unknown {
  switch (family) {
    // Without a word Ollama streams.
    case 'ollama_chat':
      return { ...canonicalChat(record(body)), stream: record(body)['stream'] };
    // As Chat Completions in all that has two forms.
    case 'cohere_chat':
    case 'bedrock_invoke_openai_chat':
    case 'openai_chat':
      return canonicalChat(record(body));
    case 'bedrock_converse':
      return canonicalConverse(record(body));
    case 'openai_responses':
      return canonicalResponses(record(body));
    case 'anthropic_messages':
    case 'bedrock_invoke_anthropic':
      return canonicalAnthropic(record(body));
    case 'google_generate_content':
      return canonicalGoogle(record(camelCased(body)));
  }
}

// One answer, and no stream, are the defaults of every host.
function canonicalChat(body: Raw): Raw {
  const { n, stream, tools, tool_choice, messages, max_tokens, max_completion_tokens, ...others } = body;
  const { reasoning_effort: effort, reasoning, ...rest } = others;
  const { effort: nestedEffort, ...plan } = record(reasoning);
  const limit = max_completion_tokens ?? max_tokens;
  return withoutNulls({
    ...rest,
    ...(n === 1 ? {} : { n }),
    ...(stream === false ? {} : { stream }),
    // One limit under two names: the value and the name are compared apart.
    ...(limit === undefined ? {} : { max_tokens: limit, 'name of max_tokens': nameOfLimit(body) }),
    ...(list(tools).length === 0 ? {} : { tools: list(tools).map(functionTyped) }),
    // One level under two names.
    ...(nestedEffort === undefined ? {} : { effort: nestedEffort, 'name of effort': 'reasoning.effort' }),
    ...(effort === undefined ? {} : { effort, 'name of effort': 'reasoning_effort' }),
    ...(Object.keys(plan).length === 0 ? {} : { reasoning: plan }),
    ...choiceOf(tool_choice),
    messages: list(messages).map((message) => chatMessage(record(message))),
  });
}

function nameOfLimit(body: Raw): string {
  return typeof body['max_completion_tokens'] === 'number' ? 'max_completion_tokens' : 'max_tokens';
}

// Mistral and Hugging Face leave the only type there is out.
function functionTyped(value: unknown): unknown {
  return { type: 'function', ...record(value) };
}

// xAI and MiniMax took Anthropic's form of a named choice.
function choiceOf(choice: unknown): Raw {
  if (!isRecord(choice)) return { tool_choice: choice };
  const { type, name, ...rest } = choice;
  if (type !== 'tool') return { tool_choice: functionTyped(choice) };
  return { tool_choice: { ...rest, type: 'function', function: { name } }, 'form of tool_choice': 'tool' };
}

function chatMessage(message: Raw): Raw {
  const { content, tool_calls: calls, ...rest } = message;
  return withoutNulls({
    ...rest,
    content: chatContent(content),
    ...(list(calls).length === 0 ? {} : { tool_calls: list(calls).map(chatCall) }),
  });
}

// A text is short for a list with one text part.
function chatContent(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  const parts = content.map(chatPart);
  const [only] = parts;
  return parts.length === 1 && only?.['type'] === 'text' && Object.keys(only).length === 2
    ? only['text']
    : parts;
}

// An address is short for an object with it (Mistral), and "auto" is the default detail.
function chatPart(part: unknown): Raw {
  const { image_url: image, ...rest } = withoutNulls(record(part));
  if (image === undefined) return rest;
  const { detail, ...source } = typeof image === 'string' ? { url: image } : (image as Raw);
  return { ...rest, image_url: { ...source, ...(detail === 'auto' ? {} : withoutNulls({ detail })) } };
}

// Arguments are JSON text; white space and the order of keys in it do not count.
function chatCall(call: unknown): Raw {
  const { function: called, ...rest } = record(call);
  const { arguments: json, ...definition } = record(called);
  return { ...rest, function: { ...definition, arguments: parsed(json) } };
}

function canonicalAnthropic(body: Raw): Raw {
  const { stream, system, messages, tools, output_format, output_config, ...rest } = body;
  const { format = output_format, ...config } = record(output_config);
  const turns = list(messages).map((message) => anthropicTurn(record(message)));
  return withoutNulls({
    ...rest,
    ...(stream === false ? {} : { stream }),
    ...(system === undefined ? {} : { system: blocksOf(system) }),
    ...(list(tools).length === 0 ? {} : { tools: list(tools).map(anthropicTool) }),
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
    // One form under two names, the older one in beta: the value and the name are compared apart.
    ...(format === undefined
      ? {}
      : { format, 'name of format': output_format === undefined ? 'output_config.format' : 'output_format' }),
    messages: joined(turns),
  });
}

// A tool without a type is a custom one; members that are null are not set.
function anthropicTool(tool: unknown): Raw {
  const { type, ...rest } = withoutNulls(record(tool));
  return type === 'custom' ? rest : { ...rest, ...withoutNulls({ type }) };
}

interface Turn {
  readonly role: unknown;
  readonly content: readonly unknown[];
}

function anthropicTurn({ role, content }: Raw): Turn {
  return { role, content: blocksOf(content).map(anthropicBlock) };
}

// A text is short for one text block.
function blocksOf(content: unknown): readonly unknown[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : list(content);
}

// "is_error" is false unless said.
function anthropicBlock(block: unknown): Raw {
  const { is_error: isError, content, ...rest } = record(block);
  if (rest['type'] !== 'tool_result') return record(block);
  return withoutNulls({
    ...rest,
    ...(isError === false ? {} : { is_error: isError }),
    ...(content === undefined ? {} : { content: blocksOf(content) }),
  });
}

// "consecutive user or assistant turns in your request will be combined into a single turn"
// https://docs.claude.com/en/api/messages
function joined(turns: readonly Turn[]): Turn[] {
  const result: Turn[] = [];
  for (const turn of turns) {
    const last = result.at(-1);
    if (last !== undefined && last.role === turn.role)
      result[result.length - 1] = { role: turn.role, content: [...last.content, ...turn.content] };
    else result.push(turn);
  }
  return result;
}

function canonicalGoogle(body: Raw): Raw {
  const { model: _inPath, contents, tools, toolConfig, systemInstruction, generationConfig, ...rest } = body;
  const isListed = (value: unknown): boolean => Array.isArray(value) || value === undefined;
  return withoutNulls({
    ...rest,
    // The role of instructions is ignored.
    ...(systemInstruction === undefined
      ? {}
      : { systemInstruction: { parts: record(systemInstruction)['parts'] } }),
    ...(generationConfig === undefined ? {} : canonicalConfig(record(generationConfig))),
    ...canonicalTools(list(isListed(tools) ? tools : [tools])),
    ...(toolConfig === undefined ? {} : { toolConfig: canonicalToolConfig(record(toolConfig)) }),
    contents: joinedContents(list(isListed(contents) ? contents : [contents])),
  });
}

// A field with one value may stand for the list of it, and the order of tools does not count.
function canonicalTools(tools: readonly unknown[]): Raw {
  const named = tools.flatMap((tool) => Object.entries(record(tool)));
  if (named.length === 0) return {};
  return {
    tools: Object.fromEntries(
      named.map(([name, value]) => [
        name,
        name === 'functionDeclarations' ? list(value).map(canonicalDeclaration) : value,
      ]),
    ),
  };
}

// Names of enums are taken in both cases (recorded).
function canonicalToolConfig({ functionCallingConfig: calling, ...rest }: Raw): Raw {
  if (calling === undefined) return rest;
  const { mode, ...names } = record(calling);
  return { ...rest, functionCallingConfig: { ...names, mode: String(mode).toUpperCase() } };
}

// One schema under two names, in two notations: the value and the name are compared apart.
function canonicalDeclaration(value: unknown): Raw {
  const { parameters, parametersJsonSchema, ...rest } = record(value);
  const schema = parametersJsonSchema ?? plainSchema(parameters);
  if (schema === undefined) return rest;
  const name = parametersJsonSchema === undefined ? 'parameters' : 'parametersJsonSchema';
  return { ...rest, schema, 'name of schema': name };
}

function canonicalConfig(config: Raw): Raw {
  const { responseSchema, responseJsonSchema, candidateCount, thinkingConfig, ...rest } = config;
  const schema = responseJsonSchema ?? plainSchema(responseSchema);
  const name = responseJsonSchema === undefined ? 'responseSchema' : 'responseJsonSchema';
  const { thinkingLevel: level, ...thinking } = record(thinkingConfig);
  const canonical = {
    ...withoutNulls(rest),
    // One answer is the default.
    ...(candidateCount === 1 ? {} : withoutNulls({ candidateCount })),
    ...(schema === undefined ? {} : { schema, 'name of schema': name }),
    // Names of enums are taken in both cases (recorded).
    ...(thinkingConfig === undefined
      ? {}
      : {
          thinkingConfig: {
            ...thinking,
            ...(typeof level === 'string' ? { thinkingLevel: level.toLowerCase() } : {}),
          },
        }),
  };
  return Object.keys(canonical).length === 0 ? {} : { generationConfig: canonical };
}

// A turn without a role is the user's, and so is one of "function"; turns of one role that follow each other are one.
function joinedContents(contents: readonly unknown[]): Turn[] {
  const turns = contents.map((content): Turn => {
    const { role, parts } = record(content);
    return { role: role === 'model' ? 'model' : 'user', content: list(parts).map(googlePart) };
  });
  return joined(turns);
}

// What a function answered and the form it is in are compared apart: an object, or text that may be JSON under `output`.
function googlePart(part: unknown): unknown {
  const { functionResponse, ...rest } = record(part);
  if (functionResponse === undefined) return part;
  const { response, ...answer } = record(functionResponse);
  const { output, error } = record(response);
  const isSingle = Object.keys(record(response)).length === 1;
  const canonical =
    isSingle && typeof output === 'string'
      ? { answer: parsed(output), 'form of answer': 'output' }
      : isSingle && typeof error === 'string'
        ? { answer: error, 'form of answer': 'error' }
        : { answer: response, 'form of answer': 'object' };
  return { ...rest, functionResponse: { ...answer, ...canonical } };
}

function withoutNulls(value: Raw): Raw {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}

function parsed(json: unknown): unknown {
  if (typeof json !== 'string') return json;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return json;
  }
}
