import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { foldChunks } from '../../core/response.ts';
import { openaiChatCodec } from './codec.ts';

function callsOf(deltas: readonly object[], id = 'r1'): unknown[] {
  const chunks: Chunk[] = [];
  const reader = openaiChatCodec().open();
  const read = (frame: object): unknown =>
    reader.read({ data: JSON.stringify({ id, ...frame }) }, (chunk) => chunks.push(chunk));
  for (const delta of deltas) read({ choices: [{ index: 0, delta }] });
  read({ choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] });
  reader.end((chunk) => chunks.push(chunk));
  return foldChunks(chunks).toolCalls.map((call) => [
    call.id,
    call.name,
    call.invalid === undefined ? call.input : call.raw,
  ]);
}

const piece = (call: object): object => ({ tool_calls: [call] });

describe('tool calls in pieces', () => {
  it('come together by index, also interleaved', () => {
    expect(
      callsOf([
        piece({ index: 0, id: 'a', type: 'function', function: { name: 'f', arguments: '' } }),
        piece({ index: 1, id: 'b', type: 'function', function: { name: 'g', arguments: '{"y"' } }),
        piece({ index: 0, function: { arguments: '{"x":1' } }),
        piece({ index: 1, id: '', function: { name: '', arguments: ':2}' } }),
        piece({ index: 0, id: 'a', function: { name: null, arguments: '}' } }),
      ]),
    ).toEqual([
      ['a', 'f', { x: 1 }],
      ['b', 'g', { y: 2 }],
    ]);
  });

  it('come whole without an index (GPUStack) or with -1 (Z.ai)', () => {
    const whole = (id: string, index?: number): object =>
      piece({ index, id, function: { name: 'f', arguments: '{}' } });
    expect(callsOf([whole('a'), whole('b')])).toEqual([
      ['a', 'f', {}],
      ['b', 'f', {}],
    ]);
    expect(callsOf([whole('a', -1), whole('b', -1)])).toHaveLength(2);
  });

  it('continue the last call when neither index nor id is given', () => {
    const start = piece({ id: 'a', function: { name: 'f', arguments: '{"x"' } });
    expect(callsOf([start, piece({ function: { arguments: ':1}' } })])).toEqual([['a', 'f', { x: 1 }]]);
    expect(callsOf([start, piece({ id: 'a', function: { arguments: ':1}' } })])).toEqual([
      ['a', 'f', { x: 1 }],
    ]);
    // Some servers give every delta a fresh id.
    expect(callsOf([start, piece({ id: 'z', function: { arguments: ':1}' } })])).toEqual([
      ['a', 'f', { x: 1 }],
    ]);
  });

  it('are two when one index comes with another id and name (Ollama)', () => {
    const whole = (id: string): object =>
      piece({ index: 0, id, function: { name: 'f', arguments: '{"x":1}' } });
    expect(callsOf([whole('a'), whole('b')])).toHaveLength(2);
    expect(callsOf([whole('a'), whole('a')])).toHaveLength(1);
    const nameless = piece({ index: 0, function: { name: 'f', arguments: '{"x":1}' } });
    expect(callsOf([nameless, nameless])).toHaveLength(2);
  });

  it('wait for a late name, and are not lost when it never comes', () => {
    expect(
      callsOf([
        piece({ index: 0, id: 'a', function: { arguments: '{' } }),
        piece({ index: 0, function: { name: 'f', arguments: '}' } }),
      ]),
    ).toEqual([['a', 'f', {}]]);
    expect(callsOf([piece({ index: 0, id: 'a', function: { arguments: '{}' } })])).toEqual([['a', '', {}]]);
  });

  it('may have arguments that are null, an object, or no JSON', () => {
    expect(callsOf([piece({ index: 0, id: 'a', function: { name: 'f', arguments: null } })])).toEqual([
      ['a', 'f', {}],
    ]);
    expect(callsOf([piece({ index: 0, id: 'a', function: { name: 'f', arguments: { x: 1 } } })])).toEqual([
      ['a', 'f', { x: 1 }],
    ]);
    expect(callsOf([piece({ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } })])).toEqual([
      ['a', 'f', '{"x":'],
    ]);
  });

  it('get an id that depends on the reply when the host sends none', () => {
    const whole = piece({ index: 0, id: '', function: { name: 'f', arguments: '{}' } });
    const [first] = callsOf([whole]) as [[string]];
    expect(first[0]).toMatch(/^call_[A-Za-z0-9]{24}$/);
    expect(callsOf([whole])).toEqual([first]);
    expect(callsOf([whole], 'r2')).not.toEqual([first]);
  });

  it('come as one function_call on old hosts, whose empty form is none', () => {
    const deltas = [
      { function_call: { name: 'f', arguments: '{"x"' } },
      { function_call: { arguments: ':1}' } },
    ];
    expect(callsOf(deltas)).toEqual([[expect.stringMatching(/^call_/), 'f', { x: 1 }]]);
    expect(callsOf([{ function_call: { name: '', arguments: '' } }])).toEqual([]);
  });

  it('carry Google’s proof', () => {
    const chunks: Chunk[] = [];
    const call = {
      id: 'a',
      function: { name: 'f', arguments: '{}' },
      extra_content: { google: { thought_signature: 's' } },
    };
    openaiChatCodec().decode(
      { choices: [{ message: { tool_calls: [call] }, finish_reason: 'tool_calls' }] },
      (chunk) => chunks.push(chunk),
    );
    expect(foldChunks(chunks).toolCalls).toEqual([
      { type: 'tool-call', id: 'a', name: 'f', input: {}, signature: 's' },
    ]);
  });
});
