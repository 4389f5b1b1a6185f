import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

interface Open {
  readonly key: unknown;
  readonly id: string;
  readonly name: string;
  arguments: string;
}

/** What an OpenAI-style reply says: one document for a body, one for each frame of a stream. */
export function readChat(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  const thoughts = { reasoning_content: '', reasoning: '', reasoning_text: '', details: '', parts: '' };
  const calls: Open[] = [];
  for (const document of documents) {
    reply.id ||= string(document['id']) || undefined;
    const usage = document['usage'] ?? record(document['x_groq'])['usage'];
    if (Object.keys(record(usage)).length > 0) reply.usage = record(usage);
    const choice = list(document['choices']).find((each) => (each['index'] ?? 0) === 0) ?? {};
    reply.error ??= document['error'] ?? record(document['x_groq'])['error'] ?? choice['error'];
    reply.finish = string(choice['finish_reason']) || reply.finish;
    reply.logprobs += list(record(choice['logprobs'])['content']).length;
    // Perplexity sends both: in a body the message is whole, in a stream it repeats what came before.
    const message =
      documents.length === 1
        ? (choice['message'] ?? choice['delta'])
        : (choice['delta'] ?? choice['message']);
    readMessage(record(message), reply, thoughts, calls);
  }
  reply.reasoning = Object.values(thoughts).filter((text) => text !== '');
  reply.calls = calls.map((call) => ({ name: call.name, arguments: call.arguments }));
  return reply;
}

function readMessage(message: Raw, reply: RawReply, thoughts: Record<string, string>, calls: Open[]): void {
  const { content } = message;
  reply.text += string(content);
  for (const part of list(content)) {
    reply.text += string(part['text']);
    for (const thought of list(part['thinking'] ?? part['summary']))
      thoughts['parts'] += string(thought['text']);
  }
  reply.refusal += string(message['refusal']);
  for (const field of ['reasoning_content', 'reasoning', 'reasoning_text'])
    thoughts[field] += string(message[field]);
  for (const detail of list(message['reasoning_details'])) {
    thoughts['details'] += string(detail['text']) + string(detail['summary']);
    for (const key of ['signature', 'data'])
      if (string(detail[key]) !== '') reply.opaque.push(string(detail[key]));
  }
  reply.files += list(message['images']).length + (string(record(message['audio'])['data']) === '' ? 0 : 1);
  for (const annotation of list(message['annotations'])) {
    if (annotation['type'] === 'url_citation') reply.citations += 1;
    const hash = string(record(annotation['file'])['hash']);
    if (hash !== '') reply.opaque.push(hash);
  }
  readCalls(message, calls);
}

function readCalls(message: Raw, calls: Open[]): void {
  // Snowflake sends an empty one with every message.
  const isCalled = Object.values(record(message['function_call'])).some((value) => value !== '');
  const legacy = isCalled ? [{ index: 'legacy', function: message['function_call'] }] : [];
  for (const call of [...list(message['tool_calls']), ...legacy] as Raw[]) {
    const { name, arguments: text } = record(call['function']);
    const [id, index] = [string(call['id']), call['index']];
    const isOpen = (open: Open): boolean =>
      index === undefined || index === null || index === -1
        ? id === '' || open.id === id
        : open.key === index && (id === '' || open.id === id || open.id === '');
    const open = calls.findLast(isOpen);
    const words =
      typeof text === 'string' ? text : text === undefined || text === null ? '' : JSON.stringify(text);
    if (open === undefined) calls.push({ key: index, id, name: string(name), arguments: words });
    else open.arguments += words;
  }
}
