import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json, type JsonObject, parseJson } from '../../core/json.ts';
import type { AssistantPart, ToolCallPart } from '../../core/message.ts';
import { foldChunks } from '../../core/response.ts';
import { unknownUsage } from '../../core/usage.ts';
import { stopReasonOf } from './finish.ts';
import { citationOf } from './sources.ts';
import { countersFor } from './usage.ts';

/** A reply as one body. */
export function renderBody(vendor: string, chunks: Iterable<Chunk>, call: CallBody): Json {
  const folded = foldChunks(chunks);
  const { finishReason, rawFinishReason, usage, providerMetadata } = folded;
  return {
    ...(folded.id === null ? {} : { id: folded.id }),
    type: 'message',
    role: 'assistant',
    model: folded.served ?? call.model.id,
    content: folded.message.content.flatMap((part) => blockOf(vendor, part)),
    stop_reason: finishReason === undefined ? null : stopReasonOf(finishReason, rawFinishReason),
    stop_sequence: null,
    ...(providerMetadata !== undefined && Object.hasOwn(providerMetadata, vendor)
      ? providerMetadata[vendor]
      : {}),
    usage: countersFor(usage === unknownUsage ? undefined : usage),
  };
}

function blockOf(vendor: string, part: AssistantPart): JsonObject[] {
  switch (part.type) {
    case 'text': {
      const citations = part.citations?.map(citationOf);
      return part.text === ''
        ? []
        : [{ type: 'text', text: part.text, ...(citations === undefined ? {} : { citations }) }];
    }
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning':
      if (part.text === '' && part.signature === undefined) return [];
      return [{ type: 'thinking', thinking: part.text, signature: part.signature ?? '' }];
    case 'tool-call':
      return [callBlock(part)];
    case 'extra':
      return part.provider === vendor && isRecord(part.value) ? [part.value as JsonObject] : [];
    // The format has no place for media in a reply.
    case 'image':
    case 'file':
      return [];
    default:
      part satisfies never;
      return [];
  }
}

// Arguments that a limit cut off are dropped by the API too: the input is an object in any case.
function callBlock({ id, name, input, signature }: ToolCallPart): JsonObject {
  const caller = signature === undefined ? undefined : parseJson(signature);
  return {
    type: 'tool_use',
    id,
    name,
    input: isRecord(input) ? (input as JsonObject) : {},
    ...(caller?.ok === true && isRecord(caller.value) ? { caller: caller.value as JsonObject } : {}),
  };
}
