import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { modelOf } from '../../core/model.ts';
import { foldChunks } from '../../core/response.ts';
import { control } from '../../../test/support/arbitraries.ts';
import { cohereCommandCodec } from './command-codec.ts';
import { parseCommand } from './command-parse.ts';

const codec = cohereCommandCodec();
const model = modelOf({ provider: 'amazon-bedrock', id: 'cohere.command-r-v1:0' });
const call: Call = {
  operation: 'text',
  control,
  model,
  stream: false,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Weather?' }] }],
};
const asked = { type: 'tool-call', id: 'a', name: 'weather', input: { city: 'Bern' } } as const;
const answer = { type: 'tool-result', toolCallId: 'a', content: [{ type: 'text', text: 'Sun' }] } as const;

function read(frames: readonly object[]): Chunk[] {
  const chunks: Chunk[] = [];
  const reader = codec.open();
  for (const frame of frames) reader.read({ data: JSON.stringify(frame) }, (chunk) => chunks.push(chunk));
  reader.end((chunk) => chunks.push(chunk));
  return chunks;
}

describe('a request', () => {
  it('puts what a tool answered beside the message, with its call', () => {
    const { body, changes } = codec.encode({
      ...call,
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
        ...call.messages,
        { role: 'assistant', content: [asked] },
        { role: 'tool', content: [{ ...answer, isError: true }] },
      ],
    });
    expect(changes).toEqual([]);
    expect(body).toEqual({
      preamble: 'Be brief.',
      message: 'Weather?',
      tool_results: [
        { call: { name: 'weather', parameters: { city: 'Bern' } }, outputs: [{ error: 'Sun' }] },
      ],
    });
  });

  it('tells an earlier round of tools in the history', () => {
    const next = { role: 'user', content: [{ type: 'text', text: 'And now?' }] } as const;
    const { body } = codec.encode({
      ...call,
      messages: [
        ...call.messages,
        { role: 'assistant', content: [asked] },
        { role: 'tool', content: [answer] },
        next,
      ],
    });
    expect(body).toEqual({
      message: 'And now?',
      chat_history: [
        { role: 'USER', message: 'Weather?' },
        { role: 'CHATBOT', message: '', tool_calls: [{ name: 'weather', parameters: { city: 'Bern' } }] },
        {
          role: 'TOOL',
          tool_results: [
            { call: { name: 'weather', parameters: { city: 'Bern' } }, outputs: [{ text: 'Sun' }] },
          ],
        },
      ],
    });
  });

  it('flattens schemas and says what it left out', () => {
    const city = { type: 'string', description: 'Where', enum: ['Bern'] };
    const inputSchema = { type: 'object', properties: { city }, required: ['city'] };
    const { body, changes } = codec.encode({ ...call, tools: [{ name: 'weather', inputSchema }], minP: 0.1 });
    expect(body).toMatchObject({
      tools: [
        {
          name: 'weather',
          parameter_definitions: { city: { type: 'str', description: 'Where', required: true } },
        },
      ],
    });
    expect(changes.map(({ code, setting }) => `${code} ${setting}`)).toEqual([
      'changed tools',
      'dropped minP',
    ]);
  });

  it.each([
    [{}, /required key \[message\]/],
    [{ message: 'x', temperature: 3 }, /temperature/],
    [{ message: '' }, /^invalid request: message must be at least 1 token long or tool results must be/],
    [{ message: 'x', tools: [{ name: 'a-b' }] }, /can't begin with a digit \(provided name: 'a-b'\)/],
    [{ message: 'x', chat_history: [{ role: 'user', message: 'y' }] }, /not a valid role/],
    [
      {
        message: 'x',
        chat_history: [{ role: 'TOOL', tool_results: [{ call: { name: 'weather' }, outputs: [] }] }],
      },
      /answers no call/,
    ],
  ])('is refused as %j', (body, problem) => {
    expect(() => parseCommand({ path: '/', headers: {}, body }, { vendor: 'cohere' })).toThrow(problem);
  });
});

describe('a reply', () => {
  it('streams text and calls; the end repeats them and adds the count', () => {
    const chunks = read([
      { event_type: 'stream-start', generation_id: 'g' },
      { event_type: 'text-generation', text: 'I will ' },
      { event_type: 'text-generation', text: 'look.' },
      {
        event_type: 'tool-calls-generation',
        tool_calls: [{ name: 'weather', parameters: { city: 'Bern' } }],
      },
      {
        event_type: 'stream-end',
        finish_reason: 'COMPLETE',
        response: {
          text: 'I will look.',
          tool_calls: [{ name: 'weather', parameters: { city: 'Bern' } }],
          meta: { billed_units: { input_tokens: 7, output_tokens: 3 } },
        },
      },
    ]);
    const response = foldChunks(chunks);
    expect(response).toMatchObject({
      text: 'I will look.',
      finishReason: 'tool-calls',
      usage: { totalTokens: 10 },
    });
    expect(response.toolCalls).toMatchObject([{ id: 'g-0', name: 'weather', input: { city: 'Bern' } }]);
  });

  it('names the documents that a text rests on', () => {
    const chunks: Chunk[] = [];
    codec.decode(
      {
        text: 'It is sunny.',
        finish_reason: 'COMPLETE',
        citations: [{ start: 6, end: 11, text: 'sunny', document_ids: ['d'] }],
        documents: [{ id: 'd', title: 'News', url: 'https://news.example', snippet: 'Sun all day' }],
      },
      (chunk) => chunks.push(chunk),
    );
    expect(foldChunks(chunks).sources).toMatchObject([
      { title: 'News', url: 'https://news.example', citedText: 'Sun all day', start: 6, end: 11 },
    ]);
  });

  it('that failed throws, and one that is cut is truncated', () => {
    const end = { event_type: 'stream-end', finish_reason: 'ERROR', response: {} };
    expect(() => read([end])).toThrow(/failed to answer/);
    expect(() => read([{ event_type: 'text-generation', text: 'I' }])).toThrow(/ended before/);
  });
});
