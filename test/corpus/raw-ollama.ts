import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

/** What a reply of Ollama's own API says: one document for a body, one for each line of a stream. */
export function readOllama(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  let thoughts = '';
  for (const document of documents) {
    const message = record(document['message']);
    reply.error ??= document['error'];
    reply.finish = string(document['done_reason']) || reply.finish;
    reply.logprobs += list(document['logprobs']).length;
    if (document['done'] === true) reply.usage = document;
    reply.text += string(message['content']);
    thoughts += string(message['thinking']);
    for (const call of list(message['tool_calls'])) {
      const { name, arguments: args } = record(call['function']);
      reply.calls.push({ name: string(name), arguments: args });
    }
  }
  if (thoughts !== '') reply.reasoning = [thoughts];
  return reply;
}
