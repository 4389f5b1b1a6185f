import type { AssistantPart, Json, JsonObject, MessageInput, ToolResultPart, UserPart } from 'reqllm';
import { list } from '../raw.ts';
import { Members, type Notes, ownOptions, said } from './asked.ts';

/** The turns of a recorded Converse body as messages: results of tools are a message of their own. */
export function readConverseMessages(
  messages: readonly unknown[],
  notes: Notes,
  provider: string,
): MessageInput[] {
  return messages.flatMap((each): MessageInput[] => {
    const message = new Members(each, 'messages[]', notes);
    const role = message.text('role');
    const blocks = list(message.take('content'));
    message.close();
    const path = 'messages[].content[]';
    if (role === 'assistant') {
      const content = withCachePoints(blocks, path, notes, provider, (block) => [modelPart(block, provider)]);
      return [{ role, content }];
    }
    return split(withCachePoints(blocks, path, notes, provider, (block) => userParts(block, provider)));
  });
}

/** What blocks become, with the cache points among them as settings of what stands before each. */
export function withCachePoints<T extends object>(
  blocks: readonly unknown[],
  path: string,
  notes: Notes,
  provider: string,
  read: (block: Members) => T[],
): T[] {
  const made: T[] = [];
  for (const each of blocks) {
    const block = new Members(each, path, notes);
    const point = block.take('cachePoint');
    if (point === undefined) {
      made.push(...read(block));
      block.close();
      continue;
    }
    const last = made.pop();
    if (last === undefined) {
      notes.unplaced.add(`${path}.cachePoint with nothing before it`);
      continue;
    }
    notes.own.add(`${path}.cachePoint`);
    const { [provider]: own } =
      (last as { providerOptions?: Record<string, JsonObject> }).providerOptions ?? {};
    const options = { ...own, cachePoint: point as JsonObject };
    made.push({ ...last, providerOptions: { [provider]: options } });
  }
  return made;
}

function split(parts: readonly (UserPart | ToolResultPart)[]): MessageInput[] {
  const messages: { role: 'user' | 'tool'; content: (UserPart | ToolResultPart)[] }[] = [];
  for (const part of parts) {
    const role = part.type === 'tool-result' ? 'tool' : 'user';
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(part);
    else messages.push({ role, content: [part] });
  }
  return messages as unknown as MessageInput[];
}

function userParts(block: Members, provider: string): (UserPart | ToolResultPart)[] {
  const result = block.inner('toolResult');
  return result === undefined ? plainParts(block, provider) : [resultPart(result, provider)];
}

function plainParts(block: Members, provider: string): UserPart[] {
  const text = block.text('text');
  if (text !== undefined) return [{ type: 'text', text }];
  for (const [kind, type] of [
    ['image', 'image'],
    ['document', 'file'],
    ['video', 'file'],
  ] as const) {
    const media = block.inner(kind);
    if (media !== undefined) return [mediaPart(media, kind, type, provider)];
  }
  return [];
}

const mediaTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function mediaPart(media: Members, kind: string, type: 'image' | 'file', provider: string): UserPart {
  const format = media.text('format') ?? '';
  // One recorder wrote the media type for the format, which was taken.
  const mediaType = format.includes('/') ? format : (mediaTypes[format] ?? `${kind}/${format}`);
  const filename = media.text('name');
  const source = media.inner('source');
  const data = source?.text('bytes');
  const url = source?.inner('s3Location')?.text('uri') ?? '';
  source?.close();
  const own = ownOptions(media, provider);
  const place = data === undefined ? { url, mediaType } : { data, mediaType };
  return type === 'image'
    ? { type, source: place, ...own }
    : { type, source: place, ...said({ filename }), ...own };
}

function resultPart(result: Members, provider: string): ToolResultPart {
  const toolCallId = result.text('toolUseId') ?? '';
  const status = result.text('status');
  const content = list(result.take('content')).flatMap((each) => {
    const inner = new Members(each, 'messages[].content[].toolResult.content[]', result.notes);
    const parts = plainParts(inner, provider);
    inner.close();
    return parts;
  });
  result.close();
  return {
    type: 'tool-result',
    toolCallId,
    content,
    ...said({ isError: status === undefined ? undefined : status === 'error' }),
  };
}

function modelPart(block: Members, provider: string): AssistantPart {
  const text = block.text('text');
  if (text !== undefined) return { type: 'text', text };
  const thoughts = block.inner('reasoningContent')?.inner('reasoningText');
  if (thoughts !== undefined)
    return {
      type: 'reasoning',
      text: thoughts.text('text') ?? '',
      ...said({ signature: thoughts.text('signature') }),
    };
  const { toolUse } = block.raw() as { toolUse?: JsonObject };
  if (toolUse === undefined || 'type' in toolUse) {
    const value = block.all();
    block.notes.own.add(`${block.path}.${Object.keys(value).join(' and ')} of Bedrock's own`);
    return { type: 'extra', provider, value };
  }
  const call = block.inner('toolUse') as Members;
  const part = {
    type: 'tool-call' as const,
    id: call.text('toolUseId') ?? '',
    name: call.text('name') ?? '',
    input: call.take('input') as Json,
  };
  call.close();
  return part;
}
