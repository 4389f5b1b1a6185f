import { describe, expect, it } from 'vitest';
import { reportedCost, usage } from '../../core/usage.ts';
import { decoded, streamed } from '../../../test/support/decoded.ts';
import { openaiResponsesCodec } from './codec.ts';

const ev = (type: string, more: object): object => ({ type: `response.${type}`, ...more });

describe('a reply', () => {
  it('as a body', () => {
    expect(
      decoded(openaiResponsesCodec({ vendor: 'v' }), {
        id: 'resp_1',
        model: 'm',
        object: 'response',
        status: 'completed',
        output: [
          {
            type: 'reasoning',
            id: 'rs_1',
            summary: [
              { type: 'summary_text', text: 'one' },
              { type: 'summary_text', text: 'two' },
            ],
            content: [{ type: 'reasoning_text', text: 'raw' }],
            encrypted_content: 'e',
            status: null,
          },
          { type: 'reasoning', summary: [] },
          {
            type: 'message',
            id: 'msg_1',
            role: 'assistant',
            content: [
              {
                type: 'output_text',
                text: 'Hello',
                annotations: [
                  { type: 'url_citation', url: 'https://a', title: 'A', start_index: 0, end_index: 2 },
                ],
                logprobs: [{ token: 'H', logprob: -1 }],
              },
              { type: 'text', text: 'more' },
              null,
              { type: 'refusal', refusal: 'No' },
            ],
          },
          { type: 'function_call', call_id: 'call_1', id: 'fc_1', name: 'f', arguments: '{"a":1}' },
          { type: 'function_call', call_id: 'call_2', name: 'g', arguments: { o: 1 } },
          { type: 'computer_call', call_id: 'cc_1', action: {} },
          { type: 'computer_call_output', call_id: 'cc_1' },
          { type: 'mcp_call', id: 'm1' },
          { type: 'mcp_call', id: 'm2' },
          7,
        ],
        usage: { input_tokens: 1, output_tokens: 2, cost_in_usd_ticks: 5000000000 },
      }),
    ).toEqual([
      { type: 'start', id: 'resp_1', model: 'm' },
      {
        type: 'reasoning',
        block: 0,
        text: 'raw\n\none\n\ntwo',
        signature: '{"id":"rs_1"}\n{"encrypted_content":"e","summary":[3,3],"content":[3]}',
      },
      { type: 'reasoning', block: 1, text: '', signature: '{"summary":[]}' },
      { type: 'text', block: 2, text: 'Hello', signature: '{"id":"msg_1"}' },
      { type: 'logprobs', logprobs: [{ token: 'H', logprob: -1 }] },
      {
        type: 'source',
        block: 2,
        source: {
          kind: 'url',
          url: 'https://a',
          title: 'A',
          start: 0,
          end: 2,
          raw: { type: 'url_citation', url: 'https://a', title: 'A', start_index: 0, end_index: 2 },
        },
      },
      { type: 'text', block: 3, text: 'more' },
      { type: 'refusal', block: 4, text: 'No' },
      { type: 'tool-call', block: 5, id: 'call_1', name: 'f', signature: '{"id":"fc_1"}' },
      { type: 'tool-input', block: 5, json: '{"a":1}' },
      { type: 'tool-call', block: 6, id: 'call_2', name: 'g' },
      { type: 'tool-input', block: 6, json: '{"o":1}' },
      {
        type: 'extra',
        block: 7,
        provider: 'v',
        value: { type: 'computer_call', call_id: 'cc_1', action: {} },
      },
      { type: 'extra', block: 8, provider: 'v', value: { type: 'computer_call_output', call_id: 'cc_1' } },
      { type: 'extra', block: 9, provider: 'v', value: { type: 'mcp_call', id: 'm1' } },
      { type: 'extra', block: 10, provider: 'v', value: { type: 'mcp_call', id: 'm2' } },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 1,
          outputTokens: 2,
          cost: reportedCost(0.5),
          tools: { mcp: 2 },
          raw: { input_tokens: 1, output_tokens: 2, cost_in_usd_ticks: 5000000000 },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'completed' },
    ]);
  });

  it('that waits for a shell', () => {
    expect(
      decoded(openaiResponsesCodec({ vendor: 'v' }), {
        id: 'resp_2',
        status: 'completed',
        output: [{ type: 'shell_call', call_id: 's1' }],
        usage: { input_tokens: 1, pydantic_ai_gateway: { cost_estimate: 0.25 } },
      }),
    ).toEqual([
      { type: 'start', id: 'resp_2' },
      { type: 'extra', block: 0, provider: 'v', value: { type: 'shell_call', call_id: 's1' } },
      {
        type: 'usage',
        usage: usage({
          inputTokens: 1,
          cost: reportedCost(0.25),
          raw: { input_tokens: 1, pydantic_ai_gateway: { cost_estimate: 0.25 } },
        }),
      },
      { type: 'finish', reason: 'tool-calls', raw: 'completed' },
    ]);
  });

  it('that is not ready', () => {
    expect(
      decoded(openaiResponsesCodec({ vendor: 'v' }), {
        id: 'resp_3',
        status: 'queued',
        background: true,
        output: [],
      }),
    ).toEqual([
      { type: 'start', id: 'resp_3' },
      { type: 'extra', provider: 'v', value: { background: true, status: 'queued' } },
      {
        type: 'warning',
        warning: {
          code: 'reply',
          message: 'The answer is not ready (queued): it is made in the background; ask for it by its id.',
        },
      },
      { type: 'finish', reason: 'other', raw: 'queued' },
    ]);
  });

  it('made in the background', () => {
    expect(
      streamed(openaiResponsesCodec({ vendor: 'v' }), [
        ev('queued', { response: { id: 'resp_4', background: true, status: 'queued' }, sequence_number: 0 }),
        ev('output_text.delta', { delta: 'a', sequence_number: 1 }),
        ev('output_text.delta', { delta: 'a', sequence_number: 1 }),
        ev('output_text.delta', { delta: 'b', sequence_number: 2 }),
        ev('done', { response: { id: 'resp_4', background: true, output: [] }, sequence_number: 3 }),
      ]),
    ).toEqual([
      { type: 'start', id: 'resp_4' },
      { type: 'extra', provider: 'v', value: { background: true, status: 'queued' } },
      { type: 'text', block: 0, text: 'a' },
      { type: 'extra', provider: 'v', value: { sequence_number: 1 } },
      { type: 'text', block: 0, text: 'b' },
      { type: 'extra', provider: 'v', value: { sequence_number: 2 } },
      { type: 'extra', provider: 'v', value: { sequence_number: 3 } },
      { type: 'extra', provider: 'v', value: { background: true, status: 'completed' } },
      { type: 'finish', reason: 'stop', raw: 'completed' },
    ]);
  });

  it('whose items are known by their ids', () => {
    expect(
      streamed(openaiResponsesCodec(), [
        { type: 'response.output_item.added', item: { type: 'message', id: 'a' } },
        ev('output_text.delta', { item_id: 'a', delta: '1' }),
        {
          type: 'response.output_item.added',
          item: { type: 'function_call', id: 'b', call_id: 'c', name: 'f' },
        },
        ev('function_call_arguments.delta', { item_id: 'b', delta: '{' }),
        ev('function_call_arguments.delta', { delta: '}' }),
        ev('output_text.delta', { item_id: 'a', delta: '2' }),
        ev('completed', {
          response: {
            output: [
              { type: 'message', id: 'a', content: [{ type: 'output_text', text: '123' }] },
              { type: 'function_call', id: 'b', call_id: 'c', name: 'f', arguments: '{}' },
              { type: 'reasoning', id: 'd', summary: [{ type: 'summary_text', text: 'late' }] },
            ],
          },
        }),
      ]),
    ).toEqual([
      { type: 'start' },
      { type: 'text', block: 0, text: '1', signature: '{"id":"a"}' },
      { type: 'tool-call', block: 1, id: 'c', name: 'f', signature: '{"id":"b"}' },
      { type: 'tool-input', block: 1, json: '{' },
      { type: 'tool-input', block: 1, json: '}' },
      { type: 'text', block: 0, text: '2' },
      { type: 'text', block: 0, text: '3' },
      { type: 'reasoning', block: 2, text: 'late', signature: '{"id":"d"}\n{"summary":[4]}' },
      { type: 'finish', reason: 'tool-calls', raw: 'completed' },
    ]);
  });
});
