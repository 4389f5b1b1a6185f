import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

const files = new Set(['image', 'audio', 'video', 'document']);
const spoken = new Set(['model_output', 'text', 'thought', 'function_call', 'user_input', ...files]);

/** What an interaction says: one document for a body, one for each event of a stream, in both of the forms that it had. */
export function readInteraction(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  let thoughts = '';
  const kinds = new Map<unknown, string>();
  for (const document of documents) {
    const interaction = document['interaction'] === undefined ? document : record(document['interaction']);
    reply.error ??= document['error'];
    reply.id ||= string(interaction['id']) || undefined;
    const isEvent = document['event_type'] !== undefined;
    const isEnd = !isEvent || string(document['event_type']).startsWith('interaction.complete');
    if (isEnd) reply.finish = string(interaction['status']) || reply.finish;
    if (interaction['usage'] !== undefined) reply.usage = record(interaction['usage']);
    for (const step of list(interaction['steps'] ?? interaction['outputs']))
      thoughts += readStep(step, reply);
    const begun = document['step'] ?? document['content'];
    if (begun !== undefined) {
      kinds.set(document['index'], string(record(begun)['type']));
      thoughts += readStep(record(begun), reply);
    }
    if (document['delta'] !== undefined)
      thoughts += readDelta(record(document['delta']), kinds.get(document['index']) ?? '', reply);
  }
  if (thoughts !== '') reply.reasoning = [thoughts];
  return reply;
}

function readStep(step: Raw, reply: RawReply): string {
  if (string(step['signature']) !== '') reply.opaque.push(string(step['signature']));
  const type = string(step['type']);
  if (!spoken.has(type)) reply.extras += 1;
  if (type === 'function_call' && string(step['name']) !== '')
    reply.calls.push({ name: string(step['name']), arguments: step['arguments'] ?? {} });
  for (const content of [step, ...list(step['content'])]) readContent(content, reply);
  return list(step['summary'])
    .map((content) => string(content['text']))
    .join('');
}

function readContent(content: Raw, reply: RawReply): void {
  if (content['type'] === 'text') reply.text += string(content['text']);
  if (files.has(string(content['type']))) reply.files += 1;
  reply.citations += list(content['annotations']).length;
}

function readDelta(delta: Raw, kind: string, reply: RawReply): string {
  if (string(delta['signature']) !== '') reply.opaque.push(string(delta['signature']));
  readContent(delta, reply);
  if (delta['type'] === 'function_call')
    reply.calls.push({ name: string(delta['name']), arguments: delta['arguments'] ?? {} });
  const last = reply.calls.at(-1);
  // Pieces of text take the place of the empty object that the call began with.
  if (delta['type'] === 'arguments_delta' && kind === 'function_call' && last !== undefined)
    last.arguments = (typeof last.arguments === 'string' ? last.arguments : '') + string(delta['arguments']);
  return delta['type'] === 'thought_summary' ? string(record(delta['content'])['text']) : '';
}
