import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Json,
  JsonObject,
  Message,
  Source,
  TextPart,
  ToolResultPart,
  UserPart,
} from 'reqllm';
import { Members, ownOptions, said } from './asked.ts';

/** A turn of a recorded Messages body in our words: results of tools are a message of their own. */
export function readAnthropicMessage(message: Members, provider: string): Message[] {
  const role = message.text('role');
  const blocks = blocksOf(message);
  message.close();
  if (role === 'assistant')
    return [{ role, content: blocks.flatMap((block) => assistantPart(block, provider)) }];
  if (role === 'system') return systemMessage(blocks, provider);
  if (role !== 'user') {
    message.notes.unplaced.add(`messages[] of role ${String(role)}`);
    return [];
  }
  const messages: { role: 'user' | 'tool'; content: (UserPart | ToolResultPart)[] }[] = [];
  for (const block of blocks) {
    const parts = userParts(block, provider);
    for (const part of parts) {
      const side = part.type === 'tool-result' ? 'tool' : 'user';
      const last = messages.at(-1);
      if (last?.role === side) last.content.push(part);
      else messages.push({ role: side, content: [part] });
    }
  }
  return messages as Message[];
}

/** A block of system text; none when it is of another kind. */
export function systemText(block: Members, provider: string): TextPart[] {
  const type = block.text('type');
  const text = block.text('text');
  if (type === 'text' && text !== undefined) return [{ type, text, ...ownOptions(block, provider) }];
  block.notes.unplaced.add(`${block.path} of type ${String(type)}`);
  return [];
}

function systemMessage(blocks: readonly Members[], provider: string): Message[] {
  const content = blocks.flatMap((block) => systemText(block, provider));
  return content.length === 0 ? [] : [{ role: 'system', content }];
}

function blocksOf(message: Members): Members[] {
  const path = `${message.path}.content[]`;
  const text = message.text('content');
  if (text !== undefined) return [new Members({ type: 'text', text }, path, message.notes)];
  return (message.list('content') ?? []).map((block) => new Members(block, path, message.notes));
}

function userParts(block: Members, provider: string): (UserPart | ToolResultPart)[] {
  const type = block.text('type');
  switch (type) {
    case 'text':
      return [{ type, text: block.text('text') ?? '', ...ownOptions(block, provider) }];
    case 'image':
    case 'document': {
      const part = type === 'image' ? imagePart(block) : documentPart(block);
      return [{ ...part, ...ownOptions(block, provider) }];
    }
    case 'tool_result':
      return [resultPart(block, provider)];
    default:
      block.notes.unplaced.add(`${block.path} of type ${String(type)}`);
      return [];
  }
}

function resultPart(block: Members, provider: string): ToolResultPart {
  const toolCallId = block.text('tool_use_id') ?? '';
  const isError = block.flag('is_error');
  const content = blocksOf(block).flatMap((inner) => userParts(inner, provider)) as ToolResultPart['content'];
  return { type: 'tool-result', toolCallId, content, ...said({ isError }), ...ownOptions(block, provider) };
}

function imagePart(block: Members): ImagePart {
  const source = block.inner('source');
  const type = source?.text('type');
  if (type === 'url') return { type: 'image', source: { url: source?.text('url') ?? '' } };
  if (type === 'file') return { type: 'image', source: { fileId: source?.text('file_id') ?? '' } };
  const mediaType = source?.text('media_type') ?? '';
  return { type: 'image', source: { data: source?.text('data') ?? '', mediaType } };
}

function documentPart(block: Members): FilePart {
  const source = block.inner('source');
  const filename = block.text('title');
  const type = source?.text('type');
  const mediaType = source?.text('media_type') ?? 'application/pdf';
  const data = source?.text('data') ?? '';
  const place =
    type === 'url'
      ? { url: source?.text('url') ?? '' }
      : type === 'file'
        ? { fileId: source?.text('file_id') ?? '' }
        : // A text source holds the text itself; ours is base64 like every file.
          { data: type === 'text' ? Buffer.from(data).toString('base64') : data, mediaType };
  return { type: 'file', source: place, ...said({ filename }) };
}

function assistantPart(block: Members, provider: string): AssistantPart[] {
  const type = block.text('type');
  switch (type) {
    case 'text': {
      const citations = block.list('citations')?.map((raw): Source => ({ kind: 'other', raw: raw as Json }));
      const text = block.text('text') ?? '';
      return [{ type, text, ...said({ citations }), ...ownOptions(block, provider) }];
    }
    case 'thinking': {
      const signature = block.text('signature');
      const text = block.text('thinking') ?? '';
      return [{ type: 'reasoning', text, ...said({ signature }), ...ownOptions(block, provider) }];
    }
    case 'tool_use': {
      const [id, name] = [block.text('id') ?? '', block.text('name') ?? ''];
      const input = block.take('input') as Json;
      return [{ type: 'tool-call', id, name, input, ...ownOptions(block, provider) }];
    }
    default: {
      // What only Anthropic understands goes back whole.
      block.notes.own.add(`${block.path} of type ${String(type)}`);
      const value = { type, ...block.all() } as JsonObject;
      return [{ type: 'extra', provider, value }];
    }
  }
}
