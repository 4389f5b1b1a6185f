import type { AssistantPart, FilePart, ImagePart, Json, MessageInput, TextPart, UserPart } from 'reqllm';
import { list, record } from '../raw.ts';
import { Members, type Notes, ownOptions, said } from './asked.ts';

/** The items of a recorded Responses body as messages: what the model made in a row is one turn. */
export function readResponsesInput(input: unknown, notes: Notes, provider: string): MessageInput[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  const messages: { role: string; content: unknown }[] = [];
  const addToTurn = (parts: readonly AssistantPart[], isNew: boolean): void => {
    const last = messages.at(-1);
    if (last?.role === 'assistant' && !isNew) (last.content as AssistantPart[]).push(...parts);
    else messages.push({ role: 'assistant', content: [...parts] });
  };
  for (const each of list(input)) {
    const item = new Members(each, 'input[]', notes);
    const role = item.peek('role');
    const given = item.peek('type');
    const type = typeof given === 'string' ? given : 'message';
    if (type === 'message' && role === 'assistant')
      addToTurn(saidParts(item), isNewTurn(item, messages.at(-1)));
    else if (type === 'message' && (role === 'user' || role === 'system' || role === 'developer'))
      messages.push(message(item, role, provider));
    else if (type === 'function_call_output' || type === 'custom_tool_call_output')
      messages.push(result(item, provider));
    else if (isOutputOfOwnTool(type)) notes.unplaced.add(`input[] of type ${type}`);
    else addToTurn([modelPart(item, type, record(each), provider)], false);
  }
  return messages as unknown as MessageInput[];
}

// Two messages without ids would become one message with two texts.
function isNewTurn(item: Members, last: { role: string; content: unknown } | undefined): boolean {
  const before = list(last?.content).at(-1);
  return !item.has('id') && before?.['type'] === 'text';
}

// Without the call in the history nothing tells what kind of output it is.
function isOutputOfOwnTool(type: string): boolean {
  return type === 'apply_patch_call_output' || type === 'shell_call_output';
}

function message(
  item: Members,
  role: 'user' | 'system' | 'developer',
  provider: string,
): { role: string; content: unknown } {
  for (const handled of ['type', 'role']) item.take(handled);
  if (item.peek('status') === 'completed') item.take('status');
  const text = item.text('content');
  const content =
    text ??
    (item.list('content') ?? []).flatMap((part) =>
      userPart(new Members(part, 'input[].content[]', item.notes), provider),
    );
  item.close();
  return { role: role === 'user' ? 'user' : 'system', content };
}

function userPart(part: Members, provider: string): UserPart[] {
  const type = part.text('type');
  if (type === 'input_text')
    return [{ type: 'text', text: part.text('text') ?? '', ...ownOptions(part, provider) }];
  if (type === 'input_image') {
    const fileId = part.text('file_id');
    const source = fileId === undefined ? { url: part.text('image_url') ?? '' } : { fileId };
    const detail = part.text('detail') as ImagePart['detail'];
    return [{ type: 'image', source, ...said({ detail }), ...ownOptions(part, provider) }];
  }
  if (type === 'input_file') return [{ ...filePart(part), ...ownOptions(part, provider) }];
  part.notes.unplaced.add(`${part.path} of type ${String(type)}`);
  return [];
}

function filePart(part: Members): FilePart {
  const fileId = part.text('file_id');
  const url = part.text('file_url') ?? part.text('file_data') ?? '';
  const filename = part.text('filename');
  return { type: 'file', source: fileId === undefined ? { url } : { fileId }, ...said({ filename }) };
}

// Ids and phases of items go in a part's signature: one JSON object a line, as the response gave them.
function signed(members: Readonly<Record<string, unknown>>): { signature?: string } {
  const known = said(members);
  return Object.keys(known).length === 0 ? {} : { signature: JSON.stringify(known) };
}

function saidParts(item: Members): TextPart[] {
  for (const handled of ['type', 'role', 'status']) item.take(handled);
  const text = item.text('content');
  const texts = text === undefined ? list(item.take('content')) : [{ type: 'output_text', text }];
  const first = signed({ id: item.text('id'), phase: item.text('phase') });
  item.close();
  return texts.map((part, index) => ({
    type: 'text',
    text: textOf(part),
    ...(index === 0 ? first : {}),
  }));
}

function modelPart(
  item: Members,
  type: string,
  whole: Record<string, unknown>,
  provider: string,
): AssistantPart {
  if (type === 'reasoning') return thoughts(item);
  if (type !== 'function_call' && type !== 'custom_tool_call') {
    item.notes.own.add(`input[] of type ${type}`);
    return { type: 'extra', provider, value: whole as Json };
  }
  for (const handled of ['type', 'status']) item.take(handled);
  const id = item.text('call_id') ?? '';
  const name = item.text('name') ?? '';
  const itemId = item.text('id');
  const kind = type === 'custom_tool_call' ? type : undefined;
  const input =
    kind === undefined
      ? (JSON.parse(item.text('arguments') ?? '{}') as Json)
      : { input: item.text('input') ?? '' };
  const signature = signed({ type: kind, id: itemId });
  return { type: 'tool-call', id, name, input, ...signature, ...ownOptions(item, provider) };
}

// The texts of both lists are one text of ours; their lengths tell them apart again.
function thoughts(item: Members): AssistantPart {
  item.take('type');
  const texts = ['content', 'summary'].map((name) =>
    item.has(name) ? list(item.take(name)).map(textOf) : undefined,
  );
  const [content, summary] = texts.map((each) => each?.map((text) => text.length));
  const text = texts.flatMap((each) => each ?? []).join('\n\n');
  const signature = signed({
    id: item.text('id'),
    encrypted_content: item.text('encrypted_content'),
    summary,
    content,
  });
  item.close();
  return { type: 'reasoning', text, ...signature };
}

function result(item: Members, provider: string): { role: string; content: unknown } {
  item.take('type');
  const toolCallId = item.text('call_id') ?? '';
  const output = item.text('output');
  const content =
    output === undefined
      ? list(item.take('output')).flatMap((part) =>
          userPart(new Members(part, 'input[].output[]', item.notes), provider),
        )
      : [{ type: 'text', text: output }];
  const part = { type: 'tool-result', toolCallId, content, ...ownOptions(item, provider) };
  return { role: 'tool', content: [part] };
}

function textOf({ text }: Record<string, unknown>): string {
  return typeof text === 'string' ? text : '';
}
