import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  MediaSource,
  ProviderOptions,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../core/message.ts';
import { type MediaKind, mediaTypeOf } from './formats.ts';
import { listAt, matchAt, objectAt, refusal, textAt } from './refusal.ts';
import { sourceOf } from './sources.ts';

type Members = Readonly<Record<string, unknown>>;

const mediaKinds = ['image', 'document', 'video', 'audio'] as const satisfies readonly MediaKind[];

/** A text, plain or marked for a guardrail. */
export function parseText(block: Members, place: string, vendor: string): TextPart {
  const guarded = block['guardContent'] === undefined ? undefined : objectAt(block['guardContent'], place);
  const inner = guarded === undefined ? undefined : objectAt(guarded['text'], `${place}.guardContent.text`);
  const text = textAt(inner === undefined ? block['text'] : inner['text'], `${place}.text`);
  // White space is taken (recorded for Nova and Claude, HTTP 200).
  if (text === '')
    throw refusal(
      `The text field in the ContentBlock object at ${place} is blank. Add text to the text field, and try again.`,
    );
  if (inner === undefined) return { type: 'text', text };
  const { text: _text, ...rest } = inner;
  const guardContent = Object.keys(rest).length === 0 ? {} : { text: rest };
  return { type: 'text', text, providerOptions: { [vendor]: { guardContent } as JsonObject } };
}

/** What a user or a tool shows: an image, a document, a video or a sound; undefined when the block is none of these. */
export function parseMedia(block: Members, place: string, vendor: string): ImagePart | FilePart | undefined {
  const kind = mediaKinds.find((each) => block[each] !== undefined);
  if (kind === undefined) return undefined;
  const where = `${place}.${kind}`;
  const { format, source, name, ...rest } = objectAt(block[kind], where);
  const mediaType = mediaTypeOf(kind, textAt(format, `${where}.format`));
  if (mediaType === undefined)
    throw refusal(`1 validation error detected: Value at '${where}.format' failed to satisfy enum value set`);
  const options = Object.keys(rest).length === 0 ? {} : { providerOptions: { [vendor]: rest as JsonObject } };
  const media = { source: parseSource(source, `${where}.source`, mediaType), ...options };
  if (kind === 'image') return { type: 'image', ...media };
  if (kind !== 'document') return { type: 'file', ...media };
  const filename = matchAt(name, `${where}.name`, /^[A-Za-z0-9()[\]-]+(?:\s[A-Za-z0-9()[\]-]+)*$/);
  return { type: 'file', filename, ...media };
}

function parseSource(value: unknown, place: string, mediaType: string): MediaSource {
  const source = objectAt(value, place);
  if (source['bytes'] !== undefined) return { data: textAt(source['bytes'], `${place}.bytes`), mediaType };
  const location = objectAt(source['s3Location'], `${place}.s3Location`);
  return { url: matchAt(location['uri'], `${place}.s3Location.uri`, /^s3:\/\/.+/), mediaType };
}

/** A block of a model's turn. What only Bedrock understands is kept whole. */
export function parseSaid(block: Members, place: string, vendor: string): AssistantPart {
  const call = isRecord(block['toolUse']) ? block['toolUse'] : undefined;
  if (call !== undefined && call['type'] !== 'server_tool_use') return parseCall(call, `${place}.toolUse`);
  if (typeof block['text'] === 'string') return parseText(block, place, vendor);
  if (isRecord(block['citationsContent'])) return parseCited(block['citationsContent'], place);
  const thought = isRecord(block['reasoningContent'])
    ? block['reasoningContent']['reasoningText']
    : undefined;
  if (isRecord(thought)) {
    const text = textAt(thought['text'], `${place}.reasoningContent.reasoningText.text`);
    const { signature } = thought;
    return { type: 'reasoning', text, ...(typeof signature === 'string' ? { signature } : {}) };
  }
  if (block['image'] !== undefined || block['video'] !== undefined) {
    const media = parseMedia(block, place, vendor);
    if (media !== undefined) return media;
  }
  if (block['document'] !== undefined)
    throw refusal(`The document content block at ${place} is not allowed in assistant messages.`);
  return { type: 'extra', provider: vendor, value: block as Json };
}

function parseCall(call: Members, place: string): ToolCallPart {
  return {
    type: 'tool-call',
    id: matchAt(call['toolUseId'], `${place}.toolUseId`, /^[a-zA-Z0-9_.:-]{1,64}$/),
    name: matchAt(call['name'], `${place}.name`, /^[a-zA-Z0-9_-]{1,64}$/),
    input: objectAt(call['input'], `${place}.input`) as JsonObject,
  };
}

function parseCited(cited: Members, place: string): TextPart {
  const where = `${place}.citationsContent`;
  const texts = listAt(cited['content'], `${where}.content`);
  const text = texts.map((each) => textAt(objectAt(each, where)['text'], `${where}.content.text`)).join('');
  const citations = listAt(cited['citations'], `${where}.citations`);
  return {
    type: 'text',
    text,
    citations: citations.map((each) => sourceOf(objectAt(each, `${where}.citations`))),
  };
}

/** A tool's answer. */
export function parseResult(value: unknown, place: string, vendor: string): Omit<ToolResultPart, 'toolName'> {
  const result = objectAt(value, place);
  const { status } = result;
  if (status !== undefined && status !== 'success' && status !== 'error')
    throw refusal(`1 validation error detected: Value at '${place}.status' failed to satisfy enum value set`);
  const content = listAt(result['content'], `${place}.content`).map((each, index) =>
    parseAnswer(objectAt(each, `${place}.content.${index}`), `${place}.content.${index}`, vendor),
  );
  // Reported for Claude and Nova, HTTP 400.
  if (status === 'error' && content.length === 0)
    throw refusal(`The content field at ${place} cannot be empty when status value is error.`);
  return {
    type: 'tool-result',
    toolCallId: matchAt(result['toolUseId'], `${place}.toolUseId`, /^[a-zA-Z0-9_.:-]{1,64}$/),
    content,
    ...(status === undefined ? {} : { isError: status === 'error' }),
  };
}

function parseAnswer(block: Members, place: string, vendor: string): TextPart | ImagePart | FilePart {
  if (block['json'] !== undefined)
    return {
      type: 'text',
      text: JSON.stringify(block['json']),
      providerOptions: { [vendor]: { json: true } },
    };
  const media = parseMedia(block, place, vendor);
  return media ?? { type: 'text', text: textAt(block['text'], `${place}.text`) };
}

/** The cache point of a block as settings of what stands before it. */
export function cacheOptions(point: unknown, place: string, vendor: string): ProviderOptions {
  const { type, ...rest } = objectAt(point, place);
  if (type !== 'default')
    throw refusal(`1 validation error detected: Value at '${place}.type' failed to satisfy enum value set`);
  return { [vendor]: { cachePoint: rest as JsonObject } };
}
