import type { JsonObject, MessageInput, OutputFormat, TextOptions, ToolChoice, ToolInput } from 'reqllm';
import { list, type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { readChatMessage } from './read-chat-messages.ts';

/** A recorded Chat Completions body as a caller of ours would have written it. */
export function readChatRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  for (const handled of ['model', 'stream', 'stream_options']) members.take(handled);
  // One answer is the default.
  if (body['n'] === 1) members.take('n');
  const input = list(members.take('messages')).flatMap((message): MessageInput[] =>
    readChatMessage(new Members(message, 'messages[]', notes), provider),
  );
  const options: TextOptions = said({
    maxTokens: members.number('max_completion_tokens') ?? members.number('max_tokens'),
    temperature: members.number('temperature'),
    topP: members.number('top_p'),
    topK: members.number('top_k'),
    minP: members.number('min_p'),
    seed: members.number('seed') ?? members.number('random_seed'),
    stop: members.text('stop') ?? (members.list('stop') as string[] | undefined),
    frequencyPenalty: members.number('frequency_penalty'),
    presencePenalty: members.number('presence_penalty'),
    logprobs: logprobsOf(members),
    user: members.text('user'),
    serviceTier: members.text('service_tier'),
    parallelToolCalls: members.flag('parallel_tool_calls'),
    tools: toolsOf(members, provider),
    toolChoice: choiceOf(body['tool_choice'], members),
    output: outputOf(members),
    reasoning: reasoningOf(members),
    ...ownOptions(members, provider),
  });
  return { input, options, notes };
}

function logprobsOf(members: Members): boolean | number | undefined {
  const isWanted = members.flag('logprobs');
  return members.number('top_logprobs') ?? isWanted;
}

function toolsOf(members: Members, provider: string): ToolInput[] | undefined {
  const tools = members.list('tools');
  return tools?.map((each): ToolInput => {
    const tool = new Members(each, 'tools[]', members.notes);
    const type = tool.text('type') ?? 'function';
    const definition = tool.inner('function');
    if (type !== 'function' || definition === undefined) {
      members.notes.own.add(`tools[] of type ${type}`);
      return { provider, definition: each as JsonObject };
    }
    const spec = said({
      name: definition.text('name') ?? '',
      description: definition.text('description'),
      inputSchema: definition.take('parameters') as JsonObject | undefined,
      strict: definition.flag('strict'),
    });
    definition.close();
    return { ...spec, ...ownOptions(tool, provider) };
  });
}

// Forms with no portable word stay unread, and go as the provider's own.
function choiceOf(choice: unknown, members: Members): ToolChoice | undefined {
  const words: Readonly<Record<string, ToolChoice>> = {
    auto: 'auto',
    none: 'none',
    required: 'required',
    // Mistral's word for it.
    any: 'required',
  };
  if (typeof choice === 'string' && words[choice] !== undefined) {
    members.take('tool_choice');
    return words[choice];
  }
  // The second is Anthropic's form, which xAI took.
  const name = record(record(choice)['function'])['name'] ?? record(choice)['name'];
  const type = record(choice)['type'] ?? 'function';
  if (typeof name !== 'string' || (type !== 'function' && type !== 'tool')) return undefined;
  members.take('tool_choice');
  return { tool: name };
}

function outputOf(members: Members): OutputFormat | undefined {
  const format = members.inner('response_format');
  if (format === undefined) return undefined;
  const type = format.text('type');
  const schema = format.inner('json_schema');
  format.close();
  if (type === 'json_object') return { type: 'json' };
  if (type !== 'json_schema' || schema === undefined) {
    members.notes.unplaced.add(`response_format of type ${String(type)}`);
    return undefined;
  }
  const output: OutputFormat = said({
    type: 'json-schema' as const,
    // Hosts that demand no name are told the one our option demands.
    name: schema.text('name') ?? 'answer',
    schema: schema.take('schema') as JsonObject,
    description: schema.text('description'),
    strict: schema.flag('strict'),
  });
  schema.close();
  return output;
}

// `thinking: enabled` and `enable_thinking: true` switch on without a level, which no portable word does.
function reasoningOf(members: Members): TextOptions['reasoning'] {
  const effort = members.text('reasoning_effort');
  if (effort !== undefined) return effort as TextOptions['reasoning'];
  if (members.has('reasoning')) {
    const reasoning = members.inner('reasoning');
    if (reasoning === undefined) return undefined;
    const plan = said({
      effort: reasoning.text('effort') as Exclude<TextOptions['reasoning'], object | undefined> | undefined,
      budgetTokens: reasoning.number('max_tokens'),
    });
    reasoning.close();
    return plan;
  }
  return undefined;
}
