import type { AssistantPart, Json, JsonObject, Message, OutputFormat, TextOptions, UserPart } from 'reqllm';
import { list, type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { functionsOf } from './read-cohere.ts';

/** A recorded body of Ollama's own chat as a caller of ours would have written it. */
export function readOllamaRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  for (const handled of ['model', 'stream']) members.take(handled);
  const input = list(members.take('messages')).flatMap((message) =>
    readMessage(new Members(message, 'messages[]', notes), provider),
  );
  const settings = members.inner('options') ?? new Members({}, 'options', notes);
  const options: TextOptions = said({
    maxTokens: settings.number('num_predict'),
    temperature: settings.number('temperature'),
    topP: settings.number('top_p'),
    topK: settings.number('top_k'),
    seed: settings.number('seed'),
    tools: functionsOf(members, provider),
    output: outputOf(members.take('format')),
  });
  const own = settings.own();
  if (own !== undefined) members.put('options', own);
  return { input, options: { ...options, ...ownOptions(members, provider) }, notes };
}

function outputOf(format: unknown): OutputFormat | undefined {
  if (format === undefined) return undefined;
  return format === 'json'
    ? { type: 'json' }
    : { type: 'json-schema', name: 'answer', schema: format as JsonObject };
}

function readMessage(message: Members, provider: string): Message[] {
  const role = message.text('role');
  const text = message.text('content') ?? '';
  if (role === 'assistant') return [{ role, content: assistantParts(message, text, provider) }];
  if (role === 'tool') {
    // Without the name of the tool or the id of a call nothing tells what it answers.
    message.notes.unplaced.add('messages[] of role tool without a call');
    return [];
  }
  const images = (message.list('images') ?? []).map((data): UserPart => ({
    type: 'image',
    source: { data: String(data), mediaType: 'image/png' },
  }));
  message.close();
  if (role === 'system') return [{ role, content: [{ type: 'text', text }] }];
  return [{ role: 'user', content: [{ type: 'text', text }, ...images] }];
}

function assistantParts(message: Members, text: string, provider: string): AssistantPart[] {
  const calls = (message.list('tool_calls') ?? []).map((each, index): AssistantPart => {
    const { name, arguments: input } = record(record(each)['function']);
    return { type: 'tool-call', id: `call_${index}`, name: String(name), input: input as Json };
  });
  const thoughts = message.text('thinking');
  const value = message.own();
  return [
    ...(thoughts === undefined ? [] : [{ type: 'reasoning' as const, text: thoughts }]),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...calls,
    ...(value === undefined ? [] : [{ type: 'extra' as const, provider, value }]),
  ];
}
