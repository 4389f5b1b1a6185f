import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

/** What an Anthropic reply says: one document for a body, one for each frame of a stream. */
export function readAnthropic(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  const blocks: Raw[] = [];
  const open = new Map<unknown, Raw>();
  for (const document of documents) {
    if (document['type'] === 'error' || document['error'] !== undefined)
      reply.error ??= document['error'] ?? document;
    if (document['type'] === 'message') readMessage(document, reply, blocks);
    if (document['type'] === 'message_start') readMessage(record(document['message']), reply, blocks);
    if (document['type'] === 'content_block_start') {
      const block = { ...record(document['content_block']) };
      blocks.push(block);
      open.set(document['index'], block);
    }
    // One recording begins two blocks with the index 2 and goes on with 3.
    if (document['type'] === 'content_block_delta')
      grow(open.get(document['index']) ?? blocks.at(-1) ?? {}, record(document['delta']));
    if (document['type'] === 'message_delta') {
      reply.finish = string(record(document['delta'])['stop_reason']) || reply.finish;
      addUsage(reply, document['usage']);
    }
    // Some recorders put the replies of several steps into one file; the first is the reply.
    if (document['type'] === 'message_stop') break;
  }
  for (const block of blocks) readBlock(block, reply);
  return reply;
}

function readMessage(message: Raw, reply: RawReply, blocks: Raw[]): void {
  reply.id = string(message['id']) || undefined;
  reply.finish = string(message['stop_reason']) || reply.finish;
  addUsage(reply, message['usage']);
  for (const block of list(message['content'])) blocks.push({ ...block });
}

// A later count replaces an earlier one, member by member.
function addUsage(reply: RawReply, usage: unknown): void {
  const known = Object.entries(record(usage)).filter(([, value]) => value !== null);
  if (known.length > 0) reply.usage = { ...reply.usage, ...Object.fromEntries(known) };
}

function grow(block: Raw, delta: Raw): void {
  for (const key of ['text', 'thinking', 'signature'])
    if (typeof delta[key] === 'string') block[key] = string(block[key]) + delta[key];
  if (typeof delta['partial_json'] === 'string')
    block['json'] = string(block['json']) + delta['partial_json'];
  if (delta['citation'] !== undefined)
    block['citations'] = [...list(block['citations']), record(delta['citation'])];
}

function readBlock(block: Raw, reply: RawReply): void {
  reply.citations += list(block['citations']).length;
  for (const key of ['signature', 'data'])
    if (string(block[key]) !== '') reply.opaque.push(string(block[key]));
  switch (block['type']) {
    case 'text':
      reply.text += string(block['text']);
      break;
    case 'thinking':
      reply.reasoning = [(reply.reasoning[0] ?? '') + string(block['thinking'])];
      break;
    case 'tool_use':
      reply.calls.push({ name: string(block['name']), arguments: string(block['json']) || block['input'] });
      break;
    default:
      reply.extras += 1;
  }
}
