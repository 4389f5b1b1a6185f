import { EventStreamCodec, type Message } from '@smithy/eventstream-codec';
import { documentsOf, emptyReply, list, number, type Raw, type RawReply, record, string } from './raw.ts';
import { readAnthropic } from './raw-anthropic.ts';
import { readChat } from './raw-chat.ts';
import { piecesOf, type Recording, textOf } from './recordings.ts';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes as Uint8Array)),
  (text) => new TextEncoder().encode(text),
);
const metricsMember = 'amazon-bedrock-invocationMetrics';

/** The JSON documents of a reply; AWS's own codec cuts its event streams. `event` is the name of a message. */
export function documentsIn(recording: Recording): Raw[] | undefined {
  const isAws = recording.response.headers['content-type']?.startsWith('application/vnd.amazon.eventstream');
  return isAws === true ? messagesIn(Buffer.concat(piecesOf(recording))) : documentsOf(textOf(recording));
}

function messagesIn(bytes: Uint8Array): Raw[] {
  const documents: Raw[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
    documents.push(documentIn(codec.decode(bytes.subarray(at, at + length))));
    at += length;
  }
  return documents;
}

function documentIn({ headers, body }: Message): Raw {
  const payload = record(JSON.parse(new TextDecoder().decode(body)));
  const exception = headers[':exception-type']?.value;
  if (exception !== undefined) return { error: { type: exception, ...payload } };
  if (typeof payload['bytes'] !== 'string') return { event: headers[':event-type']?.value, ...payload };
  return record(JSON.parse(Buffer.from(payload['bytes'], 'base64').toString('utf8')));
}

/** What a Converse reply says. */
export function readConverse(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  const blocks: Raw[] = [];
  const open = new Map<unknown, Raw>();
  for (const document of documents) {
    reply.error ??= document['error'];
    reply.finish = string(document['stopReason']) || reply.finish;
    if (document['usage'] !== undefined) reply.usage = record(document['usage']);
    blocks.push(...list(record(record(document['output'])['message'])['content']));
    const index = document['contentBlockIndex'];
    if (document['event'] === 'contentBlockStart') {
      const block = structuredClone(record(document['start']));
      blocks.push(block);
      open.set(index, block);
    }
    if (document['event'] !== 'contentBlockDelta') continue;
    if (!open.has(index)) {
      const block = {};
      blocks.push(block);
      open.set(index, block);
    }
    grow(open.get(index) ?? {}, record(document['delta']));
  }
  for (const block of blocks) readBlock(block, reply);
  return reply;
}

function grow(block: Raw, delta: Raw): void {
  if (typeof delta['text'] === 'string') block['text'] = string(block['text']) + delta['text'];
  const call = record(block['toolUse']);
  const input = record(delta['toolUse'])['input'];
  if (input !== undefined) call['input'] = string(call['input']) + string(input);
  const thought = record(delta['reasoningContent']);
  const before = record(block['reasoningContent']);
  const said = record(before['reasoningText']);
  if (Object.keys(thought).length > 0)
    block['reasoningContent'] = {
      ...before,
      ...(thought['redactedContent'] === undefined ? {} : { redactedContent: thought['redactedContent'] }),
      reasoningText: {
        text: string(said['text']) + string(thought['text']),
        signature: string(said['signature']) + string(thought['signature']),
      },
    };
  if (delta['citation'] !== undefined) block['citations'] = [...list(block['citations']), delta['citation']];
}

function readBlock(block: Raw, reply: RawReply): void {
  const cited = record(block['citationsContent']);
  const thought = record(block['reasoningContent']);
  const said = record(thought['reasoningText']);
  const call = record(block['toolUse']);
  reply.text += string(block['text']);
  for (const part of list(cited['content'])) reply.text += string(part['text']);
  reply.citations += list(cited['citations']).length + list(block['citations']).length;
  if (string(said['text']) !== '') reply.reasoning = [(reply.reasoning[0] ?? '') + string(said['text'])];
  for (const opaque of [said['signature'], thought['redactedContent']])
    if (string(opaque) !== '') reply.opaque.push(string(opaque));
  if (block['toolResult'] !== undefined || thought['redactedContent'] !== undefined) reply.extras += 1;
  if (block['toolUse'] === undefined) return;
  if (call['type'] === 'server_tool_use') reply.extras += 1;
  else reply.calls.push({ name: string(call['name']), arguments: call['input'] ?? '' });
}

/** What an InvokeModel reply says: that of the format inside. */
export function readInvoked(documents: readonly Raw[]): RawReply {
  if (documents.some((document) => 'generation' in document)) return readLlama(documents);
  if (documents.some((document) => 'choices' in document)) return readCounted(documents);
  return readAnthropic(documents);
}

function readCounted(documents: readonly Raw[]): RawReply {
  const reply = readChat(documents);
  const metrics = record(documents.at(-1)?.[metricsMember]);
  if (Object.keys(metrics).length > 0)
    reply.usage ??= {
      prompt_tokens: metrics['inputTokenCount'],
      completion_tokens: metrics['outputTokenCount'],
    };
  return reply;
}

function readLlama(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  for (const document of documents) {
    reply.text += string(document['generation']);
    reply.finish = string(document['stop_reason']) || reply.finish;
    reply.usage = {
      prompt_tokens: number(document['prompt_token_count']) ?? reply.usage?.['prompt_tokens'],
      completion_tokens: number(document['generation_token_count']) ?? reply.usage?.['completion_tokens'],
    };
  }
  return reply;
}
