// Items that calls and replies of the Responses API have in common.
import fc, { type Arbitrary } from 'fast-check';
import { defined, type JsonObject } from '../../src/core/json.ts';
import type { ReasoningPart, Source, ToolCallPart } from '../../src/core/message.ts';
import { sourceOf } from '../../src/protocols/openai-responses/annotations.ts';
import { reasoningPartOf } from '../../src/protocols/openai-responses/reasoning.ts';
import {
  callSignature,
  imageSignature,
  messageSignature,
} from '../../src/protocols/openai-responses/signature.ts';
import { args, bytes, maybe, name } from '../support/arbitraries.ts';

export const words: Arbitrary<string> = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
export const opaque: Arbitrary<string> = fc.base64String({ minLength: 4, maxLength: 16 });
export const hex: Arbitrary<string> = fc.stringMatching(/^[0-9a-f]{8}$/);

export const annotation: Arbitrary<JsonObject> = fc.oneof(
  fc.record({
    type: fc.constant('url_citation'),
    url: fc.webUrl(),
    title: words,
    start_index: fc.nat(99),
    end_index: fc.nat(99),
  }),
  fc.record({
    type: fc.constant('file_citation'),
    file_id: hex,
    filename: words,
    index: fc.nat(99),
  }),
  fc.record({
    type: fc.constant('container_file_citation'),
    container_id: hex,
    file_id: hex,
    filename: words,
    start_index: fc.nat(99),
    end_index: fc.nat(99),
  }),
);
export const citation: Arbitrary<Source> = annotation.map((raw) => sourceOf(raw) as Source);

export const messageProof: Arbitrary<string> = fc
  .record({ id: hex.map((id) => `msg_${id}`), phase: maybe(fc.constantFrom('commentary', 'final_answer')) })
  .map((item) => messageSignature(item) as string);

export function reasoningItem(isEncrypted: boolean): Arbitrary<ReasoningPart> {
  const texts = (type: string): Arbitrary<JsonObject[]> =>
    fc.array(
      fc.string({ maxLength: 8 }).map((text) => ({ type, text })),
      { maxLength: 3 },
    );
  return fc
    .record({
      id: hex.map((id) => `rs_${id}`),
      encrypted_content: isEncrypted ? opaque : maybe(opaque),
      status: maybe(fc.constant('completed')),
      summary: texts('summary_text'),
      content: maybe(texts('reasoning_text')),
    })
    .map((item) => reasoningPartOf(defined(item)));
}

export const called: Arbitrary<ToolCallPart> = fc.oneof(
  fc.record({ id: hex.map((id) => `call_${id}`), name, input: args, item: hex }).map(({ item, ...call }) => ({
    type: 'tool-call' as const,
    ...call,
    signature: callSignature({ type: 'function_call', id: `fc_${item}` }) as string,
  })),
  fc
    .record({ id: hex.map((id) => `call_${id}`), name, text: words, item: hex })
    .map(({ item, text, ...call }) => ({
      type: 'tool-call' as const,
      ...call,
      input: { input: text.toWellFormed() },
      signature: callSignature({ type: 'custom_tool_call', id: `ctc_${item}` }) as string,
    })),
);

export const extra: Arbitrary<JsonObject> = fc.oneof(
  fc.record({ id: hex, query: words }).map(({ id, query }) => ({
    id: `ws_${id}`,
    type: 'web_search_call',
    status: 'completed',
    action: { type: 'search', query },
  })),
  fc.record({ id: hex, encrypted_content: opaque }).map((item) => ({ ...item, type: 'compaction' })),
  fc.record({ id: hex, output: fc.option(words) }).map((item) => ({
    ...item,
    type: 'mcp_call',
    name: 'ask',
    server_label: 'docs',
    arguments: '{}',
    error: null,
  })),
);

export const picture: Arbitrary<{ mediaType: string; data: Uint8Array; signature: string }> = fc
  .record({ id: hex, format: fc.constantFrom('png', 'jpeg', 'webp'), data: bytes })
  .map((made) => ({
    mediaType: `image/${made.format}`,
    data: made.data,
    signature: imageSignature({
      id: `ig_${made.id}`,
      status: 'completed',
      output_format: made.format,
    }) as string,
  }));
