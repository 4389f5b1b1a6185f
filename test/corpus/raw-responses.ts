import { emptyReply, list, type Raw, type RawReply, record, string } from './raw.ts';

const terminal = /^response\.(completed|incomplete|failed|cancelled|done)$/;

interface Open {
  readonly item: Raw;
  readonly said: Map<string, string>;
}

/** What a reply of the Responses API says: one document for a body, one for each event of a stream. */
export function readResponses(documents: readonly Raw[]): RawReply {
  const reply = emptyReply();
  const items = new Map<number, Open>();
  let whole: Raw = {};
  for (const document of documents) {
    const type = string(document['type']);
    const response = document['response'] === undefined ? {} : record(document['response']);
    reply.id ||= string(response['id']) || undefined;
    if (type === 'error' || (type === '' && document['error'])) reply.error ??= document['error'] ?? document;
    if (type.startsWith('response.output_item.')) note(items, document, record(document['item']));
    if (type.endsWith('.delta')) grow(items, document, type);
    if (Array.isArray(document['output'])) whole = document;
    if (!terminal.test(type)) continue;
    whole = response;
    // Some recorders put the replies of several turns into one file; the first is the reply.
    break;
  }
  readWhole(reply, whole);
  const done = list(whole['output']);
  const told = [...items.entries()].sort(([left], [right]) => left - right).map(([, open]) => closed(open));
  const isHost = string(whole['model']).includes('grok');
  // Some hosts leave the output out at the end, some the items before it.
  for (const item of done.length >= told.length ? done.map((each, place) => fuller(each, told[place])) : told)
    readItem(item, reply, isHost);
  return reply;
}

function readWhole(reply: RawReply, whole: Raw): void {
  const { error, incomplete_details: details, status, usage, id } = whole;
  reply.id ||= string(id) || undefined;
  reply.error ??= error ?? undefined;
  reply.finish = string(record(details)['reason']) || string(status) || undefined;
  if (Object.keys(record(usage)).length > 0) reply.usage = record(usage);
}

function note(items: Map<number, Open>, document: Raw, item: Raw): void {
  const place = placeOf(items, document);
  items.set(place, { item, said: items.get(place)?.said ?? new Map() });
}

// Some hosts number nothing.
function placeOf(items: Map<number, Open>, { output_index: index, type }: Raw): number {
  if (typeof index === 'number') return index;
  return type === 'response.output_item.added' ? items.size : Math.max(items.size - 1, 0);
}

function grow(items: Map<number, Open>, document: Raw, type: string): void {
  const { delta } = document;
  if (typeof delta !== 'string') return;
  const place = placeOf(items, document);
  const open = items.get(place) ?? { item: { type: itemOf(type) }, said: new Map<string, string>() };
  items.set(place, open);
  open.said.set(type, (open.said.get(type) ?? '') + delta);
}

function itemOf(type: string): string {
  if (type.includes('reasoning')) return 'reasoning';
  return type.includes('arguments') ? 'function_call' : 'message';
}

// What only the deltas said.
function closed({ item, said }: Open): Raw {
  const text = said.get('response.output_text.delta');
  const refusal = said.get('response.refusal.delta');
  const summary = said.get('response.reasoning_summary_text.delta');
  const content = said.get('response.reasoning_text.delta');
  if (item['type'] === 'message' && list(item['content']).length === 0)
    return { ...item, content: [{ text: text ?? '' }, { refusal: refusal ?? '' }] };
  // One text is redacted in the done item and, as it came in pieces, not in the deltas.
  if (item['type'] === 'message' && list(item['content']).length === 1 && text !== undefined)
    return { ...item, content: [{ ...list(item['content'])[0], text }] };
  if (item['type'] !== 'reasoning') return item;
  return {
    ...item,
    ...(list(item['summary']).length === 0 && summary !== undefined ? { summary: [{ text: summary }] } : {}),
    ...(list(item['content']).length === 0 && content !== undefined ? { content: [{ text: content }] } : {}),
  };
}

// A done item may be fuller than the one at the end: thoughts are sent once, and encrypted anew each time.
function fuller(item: Raw, told: Raw | undefined): Raw {
  if (told === undefined || told['type'] !== item['type']) return item;
  const { encrypted_content: encrypted } = told;
  if (typeof encrypted === 'string')
    return { ...fuller(item, { ...told, encrypted_content: null }), encrypted_content: encrypted };
  if (item['type'] === 'message') return told;
  const says = ([, value]: readonly [string, unknown]): boolean =>
    value !== null && JSON.stringify(value) !== '[]';
  const [kept, own] = [told, item].map((each) => Object.fromEntries(Object.entries(each).filter(says)));
  return { ...kept, ...own };
}

function readItem(item: Raw, reply: RawReply, isHost: boolean): void {
  switch (item['type']) {
    case 'message':
      for (const part of list(item['content'])) {
        reply.text += string(part['text']);
        reply.refusal += string(part['refusal']);
        reply.citations += list(part['annotations']).length;
        reply.logprobs += list(part['logprobs']).length;
      }
      return;
    case 'reasoning':
      readThoughts(item, reply);
      return;
    case 'function_call':
      reply.calls.push({ name: string(item['name']), arguments: string(item['arguments']) });
      return;
    case 'custom_tool_call':
      if (isHost) reply.extras += 1;
      else reply.calls.push({ name: string(item['name']), arguments: { input: string(item['input']) } });
      return;
    case 'image_generation_call':
      // The recorders cut most pictures short.
      if (isBase64(string(item['result']))) reply.files += 1;
      else reply.extras += 1;
      return;
    default:
      reply.extras += 1;
  }
}

function isBase64(text: string): boolean {
  return text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}

// The spellings: the thoughts themselves, their summary, or both.
function readThoughts(item: Raw, reply: RawReply): void {
  const [summary, content] = ['summary', 'content'].map((name) =>
    list(item[name])
      .map((part) => string(part['text']))
      .join(''),
  ) as [string, string];
  const spellings = [summary + content, content + summary, content, summary];
  reply.reasoning = spellings.map((text, index) => (reply.reasoning[index] ?? '') + text);
  const encrypted = string(item['encrypted_content']);
  if (encrypted !== '') reply.opaque.push(encrypted);
}
