import { toBase64 } from '../../core/base64.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  MediaSource,
  ProviderOptions,
  TextPart,
  ToolResultPart,
} from '../../core/message.ts';
import { listAt, objectAt, refusal, textAt } from './refusal.ts';
import { sourceOf } from './sources.ts';

type Members = Readonly<Record<string, unknown>>;

/** A text of a system prompt, a turn or a tool's answer. */
export function parseText(block: Members, place: string, vendor: string): TextPart {
  const text = textAt(block['text'], `${place}.text`);
  if (text === '') throw refusal(`${place}: text content blocks must be non-empty`);
  const citations = block['citations'];
  const cited = Array.isArray(citations)
    ? citations.map((each, index) => sourceOf(objectAt(each, `${place}.citations.${index}`)))
    : [];
  return {
    type: 'text',
    text,
    ...(cited.length === 0 ? {} : { citations: cited }),
    ...optionsOf(block, ['type', 'text', 'citations'], vendor),
  };
}

/** What a user or a tool says: texts, images and documents. */
export function parsePart(value: unknown, place: string, vendor: string): TextPart | ImagePart | FilePart {
  const block = objectAt(value, place);
  switch (block['type']) {
    case 'text':
      return parseText(block, place, vendor);
    case 'image':
      return {
        type: 'image',
        source: parseSource(block['source'], `${place}.source`),
        ...optionsOf(block, ['type', 'source'], vendor),
      };
    case 'document': {
      const filename = typeof block['title'] === 'string' ? { filename: block['title'] } : {};
      const source = parseSource(block['source'], `${place}.source`);
      return { type: 'file', source, ...filename, ...optionsOf(block, ['type', 'source', 'title'], vendor) };
    }
    default:
      throw unknownTag(block, place, "'text', 'image', 'document', 'tool_result'");
  }
}

/** A tool's answer. */
export function parseResult(block: Members, place: string, vendor: string): Omit<ToolResultPart, 'toolName'> {
  const { content, is_error: isError } = block;
  const toolCallId = textAt(block['tool_use_id'], `${place}.tool_use_id`);
  return {
    type: 'tool-result',
    toolCallId,
    content: parseAnswer(content, `${place}.content`, vendor),
    ...(typeof isError === 'boolean' ? { isError } : {}),
    ...optionsOf(block, ['type', 'tool_use_id', 'content', 'is_error'], vendor),
  };
}

/** A part of a model's turn. What only Anthropic understands is kept whole. */
export function parseAssistantPart(value: unknown, place: string, vendor: string): AssistantPart {
  const block = objectAt(value, place);
  switch (block['type']) {
    case 'text':
      return parseText(block, place, vendor);
    case 'thinking': {
      const text = textAt(block['thinking'], `${place}.thinking`);
      const signature = textAt(block['signature'], `${place}.signature`);
      return {
        type: 'reasoning',
        text,
        signature,
        ...optionsOf(block, ['type', 'thinking', 'signature'], vendor),
      };
    }
    case 'tool_use':
      return parseCall(block, place, vendor);
    case 'tool_result':
    case 'image':
    case 'document':
      throw refusal(`${place}: \`${block['type']}\` blocks are not allowed in assistant messages`);
    default:
      textAt(block['type'], `${place}.type`);
      return { type: 'extra', provider: vendor, value: block as Json };
  }
}

function parseCall(block: Members, place: string, vendor: string): AssistantPart {
  const id = textAt(block['id'], `${place}.id`);
  // The API takes such a call for one of its own and then refuses the result (recorded, HTTP 400).
  if (id.startsWith('srvtoolu_'))
    throw refusal(
      `${place}.id: \`tool_use\` ids of this kind have no \`tool_result\` blocks: ${id.slice(0, 80)}`,
    );
  if (!/^[a-zA-Z0-9_-]+$/.test(id))
    throw refusal(`${place}.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
  const name = textAt(block['name'], `${place}.name`);
  if (!/^[a-zA-Z0-9_-]{1,128}$/.test(name))
    throw refusal(`${place}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
  const input = objectAt(block['input'], `${place}.input`) as JsonObject;
  const signature = block['caller'] === undefined ? {} : { signature: JSON.stringify(block['caller']) };
  return {
    type: 'tool-call',
    id,
    name,
    input,
    ...signature,
    ...optionsOf(block, ['type', 'id', 'name', 'input', 'caller'], vendor),
  };
}

function parseAnswer(content: unknown, place: string, vendor: string): ToolResultPart['content'] {
  if (content === undefined || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return listAt(content, place).map((each, index) => parsePart(each, `${place}.${index}`, vendor));
}

function parseSource(value: unknown, place: string): MediaSource {
  const source = objectAt(value, place);
  switch (source['type']) {
    case 'base64':
      return {
        data: textAt(source['data'], `${place}.data`),
        mediaType: textAt(source['media_type'], `${place}.media_type`),
      };
    case 'text': {
      const bytes = new TextEncoder().encode(textAt(source['data'], `${place}.data`));
      return { data: toBase64(bytes), mediaType: 'text/plain' };
    }
    case 'url':
      return { url: textAt(source['url'], `${place}.url`) };
    case 'file':
      return { fileId: textAt(source['file_id'], `${place}.file_id`) };
    default:
      throw unknownTag(source, place, "'base64', 'file', 'text', 'url'");
  }
}

/** What is said in Anthropic's own words, such as `cache_control`. */
export function optionsOf(
  members: Members,
  known: readonly string[],
  vendor: string,
): { providerOptions?: ProviderOptions } {
  const rest = Object.entries(members).filter(([name, value]) => value != null && !known.includes(name));
  return rest.length === 0 ? {} : { providerOptions: { [vendor]: Object.fromEntries(rest) as JsonObject } };
}

// Known to the API, but no part of a portable conversation can carry them.
const uncarried: ReadonlySet<unknown> = new Set([
  'container_upload',
  'search_result',
  'tool_addition',
  'tool_reference',
  'tool_removal',
]);

function unknownTag(members: Members, place: string, known: string): Error {
  const { type } = members;
  if (uncarried.has(type)) return refusal(`${place}: ${String(type)} blocks are not carried by this server`);
  if (typeof type !== 'string') return refusal(`${place}.type: Field required`);
  return refusal(
    `${place}: Input tag '${type.slice(0, 60)}' found using 'type' does not match any of the expected tags: ${known}`,
  );
}
