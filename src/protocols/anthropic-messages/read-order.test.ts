import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { decoded, failureOf, streamed } from '../../../test/support/decoded.ts';
import { anthropicMessagesCodec } from './codec.ts';
import { failureInside, failureOfReply } from './failure.ts';
import { citationOf } from './sources.ts';

const codec = anthropicMessagesCodec({ vendor: 'v' });
const start = { type: 'message_start', message: { id: 'm' } };
const begin = (index: number, block: object): object => ({
  type: 'content_block_start',
  index,
  content_block: block,
});
const grow = (index: number, delta: object): object => ({ type: 'content_block_delta', index, delta });
const text = (said: string): object => ({ type: 'text_delta', text: said });
const end = [{ type: 'message_delta', delta: { stop_reason: 'end_turn' } }, { type: 'message_stop' }];
const told = (...frames: object[]): Chunk[] => streamed(codec, [start, ...frames, ...end]).slice(1, -1);

describe('blocks', () => {
  it('grow by their index, whatever it begins with', () => {
    const open = { type: 'text', text: '' };
    expect(
      told(begin(5, open), begin(7, open), grow(5, text('a')), grow(7, text('b')), grow(5, text('c'))),
    ).toEqual([
      { type: 'text', block: 0, text: 'a' },
      { type: 'text', block: 1, text: 'b' },
      { type: 'text', block: 0, text: 'c' },
    ]);
  });

  it('whose index is used again are closed first', () => {
    const call = { type: 'tool_use', id: 'c', name: 'f', input: { a: 1 } };
    const closed = [
      { type: 'tool-call', block: 0, id: 'c', name: 'f' },
      { type: 'tool-input', block: 0, json: '{"a":1}' },
    ];
    const said = { type: 'text', block: 1, text: 'a' };
    expect(told(begin(0, call), grow(0, text('a')))).toEqual([...closed, said]);
    expect(told(begin(0, call), begin(0, { type: 'text', text: 'a' }))).toEqual([...closed, said]);
    expect(told(begin(0, call), { type: 'content_block_stop' }, grow(0, text('a')))).toEqual([
      ...closed,
      said,
    ]);
  });

  it('of citations alone are about the whole answer', () => {
    const cited = { type: 'citations_delta', citation: { type: 'char_location', cited_text: 'q' } };
    const source = { kind: 'document', citedText: 'q', raw: cited.citation };
    expect(
      told(
        begin(0, { type: 'text', text: '' }),
        grow(0, cited),
        grow(0, { type: 'thinking_delta', thinking: 'a' }),
      ),
    ).toEqual([
      { type: 'source', source },
      { type: 'reasoning', block: 1, text: 'a' },
    ]);
  });

  it('that begin before the start have its name kept beside them, once', () => {
    const late = {
      type: 'message_start',
      message: { id: 'm', model: 'n', content: [{ type: 'text', text: 'b' }] },
    };
    const other = { type: 'message_start', message: { id: 'o', usage: { input_tokens: 3 } } };
    const chunks = streamed(codec, [begin(0, { type: 'text', text: 'a' }), late, other, ...end]);
    expect(chunks).toEqual([
      { type: 'text', block: 0, text: 'a' },
      expect.objectContaining({ type: 'usage' }),
      { type: 'extra', provider: 'v', value: { id: 'm', model: 'n' } },
      { type: 'finish', reason: 'stop', raw: 'end_turn' },
    ]);
  });
});

describe('a body', () => {
  it('may say no reason, or have no content', () => {
    expect(decoded(codec, { content: [{ type: 'text', text: 'a' }] }).at(-1)).toEqual({
      type: 'finish',
      reason: 'other',
    });
    expect(decoded(codec, { stop_reason: 'refusal' }).at(-1)).toEqual({
      type: 'finish',
      reason: 'refusal',
      raw: 'refusal',
    });
    expect(failureOf(() => decoded(codec, { id: 'm' }))).toMatchObject({ code: 'bad-response' });
  });
});

it('counting is for hosts that have a path for it', () => {
  expect(anthropicMessagesCodec().counter).toBeUndefined();
  expect(anthropicMessagesCodec({ countPath: '/count' }).counter).toBeDefined();
});

describe('failures', () => {
  const message = 'broken';
  it.each<[object, object]>([
    [{ error: message, code: 'c', type: 't' }, { providerCode: 'c' }],
    [{ error: message, type: 't' }, { providerCode: 't' }],
    [{ error: { message, type: 't', status: 's', code: 'c' } }, { providerCode: 't' }],
    [{ error: { message, status: 's', code: 'c' } }, { providerCode: 's' }],
    [{ error: { message, code: 'c' } }, { providerCode: 'c' }],
    [{ error: { type: 't' }, message }, { providerCode: 't' }],
    [{ error: { type: message } }, { providerCode: message }],
    [{ Message: message, __type: 't' }, { providerCode: 't' }],
    [{ detail: message, code: 'c' }, { providerCode: 'c' }],
    [{ message, request_id: 'r' }, { requestId: 'r' }],
    [{ base_resp: { status_code: 7, status_msg: message } }, { providerCode: '7' }],
  ])('%o', (body, expected) => {
    expect(failureOfReply(500, body, {})).toMatchObject({ ...expected, message });
  });

  it('name the request by the first header that does', () => {
    const headers = { 'request-id': 'a', 'x-request-id': 'b', 'x-amzn-requestid': 'c' };
    expect(failureOfReply(500, {}, headers).requestId).toBe('a');
    for (const [name, value] of Object.entries(headers))
      expect(failureOfReply(500, {}, { [name]: value }).requestId).toBe(value);
  });

  it.each<[Record<string, unknown>, boolean]>([
    [{ type: 'error' }, true],
    [{ error: {} }, true],
    [{ error: message }, true],
    [{ error: '' }, false],
    [{ error: null }, false],
    [{ base_resp: { status_code: 1 } }, true],
    [{ base_resp: { status_code: 2 } }, true],
    [{ base_resp: { status_code: 0 } }, false],
    [{ base_resp: { status_code: '1' } }, false],
    [{ message }, true],
    [{ message, content: [] }, false],
    [{ message, type: 'new' }, false],
    [{ message: '' }, false],
  ])('%o in a 200 is one: %s', (body, isFailure) => {
    expect(failureInside(body, 'decode') !== undefined).toBe(isFailure);
  });
});

it('sources of others become the nearest citation', () => {
  const own = { type: 'page_location', cited_text: 'q' };
  expect(citationOf({ kind: 'document', raw: own })).toBe(own);
  expect(
    citationOf({ kind: 'url', url: 'https://a', title: 'A', citedText: 'q', raw: { type: 'new' } }),
  ).toEqual({
    type: 'web_search_result_location',
    url: 'https://a',
    title: 'A',
    cited_text: 'q',
    encrypted_index: '',
  });
  expect(citationOf({ kind: 'document', title: 'A', citedText: 'four' })).toEqual({
    type: 'char_location',
    cited_text: 'four',
    document_index: 0,
    document_title: 'A',
    start_char_index: 0,
    end_char_index: 4,
  });
});
