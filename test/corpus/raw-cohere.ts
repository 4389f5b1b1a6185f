import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

/** What a Cohere reply says: one document for a body, one for each event of a stream. */
export function readCohere(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  let thoughts = '';
  for (const document of documents) {
    const delta = record(document['delta']);
    const message = record(document['message'] ?? delta['message']);
    reply.id ||= string(document['id']) || string(document['response_id']) || undefined;
    reply.finish = string(document['finish_reason'] ?? delta['finish_reason']) || reply.finish;
    const usage = document['usage'] ?? delta['usage'];
    if (usage !== undefined) reply.usage = record(usage);
    for (const part of some(message['content'])) {
      reply.text += string(part['text']);
      thoughts += string(part['thinking']);
    }
    thoughts += string(message['tool_plan']);
    for (const call of some(message['tool_calls'])) readCall(call, reply);
    for (const citation of some(message['citations'])) reply.citations += list(citation['sources']).length;
  }
  if (thoughts !== '') reply.reasoning = [thoughts];
  return reply;
}

// In events there is one where a body has a list.
function some(value: unknown): Raw[] {
  return Array.isArray(value) ? list(value) : value === undefined ? [] : [record(value)];
}

// "null" is Cohere's word for no arguments.
function readCall(call: Raw, reply: RawReply): void {
  const { name, arguments: sent } = record(call['function']);
  const args = sent === 'null' ? '' : string(sent);
  if (string(name) !== '') reply.calls.push({ name: string(name), arguments: args });
  else {
    const last = reply.calls.at(-1);
    if (last !== undefined) last.arguments = string(last.arguments) + args;
  }
}
