import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { foldChunks } from '../../core/response.ts';
import { openaiChatCodec } from './codec.ts';
import type { OpenaiChatDialect } from './dialect.ts';

type Dialect = Partial<OpenaiChatDialect>;

const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
const delta = (members: object): object => ({
  id: 'r1',
  model: 'm',
  choices: [{ index: 0, delta: members }],
});

function streamed(frames: readonly unknown[], dialect: Dialect = {}): Chunk[] {
  const chunks: Chunk[] = [];
  const reader = openaiChatCodec(dialect).open();
  for (const frame of frames)
    reader.read({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) }, (chunk) =>
      chunks.push(chunk),
    );
  reader.end((chunk) => chunks.push(chunk));
  return chunks;
}

function decoded(body: unknown, dialect: Dialect = {}): Chunk[] {
  const chunks: Chunk[] = [];
  openaiChatCodec(dialect).decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

const bodyOf = (message: object, reason: string | null = 'stop'): object => ({
  id: 'r1',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: reason }],
});

describe('text and thoughts', () => {
  it('opens a block at each change and keeps their order', () => {
    const chunks = streamed([
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'a' }),
      delta({ content: 'b' }),
      delta({ content: 'c' }),
      delta({ reasoning: 'd' }),
      delta({ content: 'e' }),
      stop,
    ]);
    expect(foldChunks(chunks).message.content).toEqual([
      { type: 'reasoning', text: 'a' },
      { type: 'text', text: 'bc' },
      { type: 'reasoning', text: 'd' },
      { type: 'text', text: 'e' },
    ]);
  });

  it('reads the first field that holds thoughts, never two', () => {
    const said = {
      reasoning_content: 'a',
      reasoning: 'a',
      reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'a' }],
    };
    expect(foldChunks(decoded(bodyOf(said))).reasoning).toBe('a');
    expect(foldChunks(streamed([delta(said), delta(said), stop])).reasoning).toBe('aa');
  });

  it('reads content given as parts', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }], signature: 's', closed: true },
      { type: 'text', text: 'yes' },
      { type: 'reference', reference_ids: [1] },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'so', signature: 't' }] },
      { type: 'refusal', refusal: 'no' },
      { type: 'unknown' },
      7,
    ];
    const folded = foldChunks(decoded(bodyOf({ content })));
    expect(folded.message.content).toEqual([
      { type: 'reasoning', text: 'hm', signature: 's' },
      {
        type: 'text',
        text: 'yes',
        citations: [{ kind: 'other', raw: { type: 'reference', reference_ids: [1] } }],
      },
      { type: 'reasoning', text: 'so', signature: 't' },
      { type: 'refusal', text: 'no' },
    ]);
  });

  it('ends a refusal with that reason', () => {
    const folded = foldChunks(streamed([delta({ refusal: 'I ' }), delta({ refusal: 'will not.' }), stop]));
    expect(folded.message.content).toEqual([{ type: 'refusal', text: 'I will not.' }]);
    expect([folded.finishReason, folded.rawFinishReason]).toEqual(['refusal', 'stop']);
  });

  it('reads a message beside deltas only when nothing else speaks', () => {
    const beside = (text: string, soFar: string): object => ({
      choices: [{ index: 0, delta: { content: text }, message: { content: soFar } }],
    });
    expect(foldChunks(streamed([beside('a', 'a'), beside('b', 'ab'), stop])).text).toBe('ab');
    expect(
      foldChunks(streamed([{ choices: [{ message: { content: 'whole' }, finish_reason: 'stop' }] }])).text,
    ).toBe('whole');
    expect(
      foldChunks(
        decoded({ choices: [{ delta: { content: '' }, message: { content: 'x' }, finish_reason: 'stop' }] }),
      ).text,
    ).toBe('x');
  });

  it('takes think tags out where the dialect says so', () => {
    const frames = [
      delta({ content: '<thi' }),
      delta({ content: 'nk>hm</th' }),
      delta({ content: 'ink>\n\nyes' }),
      stop,
    ];
    expect(foldChunks(streamed(frames, { thinkTags: true })).message.content).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'yes' },
    ]);
    expect(foldChunks(streamed(frames)).text).toBe('<think>hm</think>\n\nyes');
  });
});

describe('opaque parts', () => {
  it('keeps reasoning details whole, deltas merged by index, encrypted ones apart', () => {
    const folded = foldChunks(
      streamed(
        [
          delta({
            reasoning: 'a',
            reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'a', format: 'f' }],
          }),
          delta({
            reasoning: 'b',
            reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'b', signature: null }],
          }),
          delta({ reasoning_details: [{ type: 'reasoning.text', index: 0, signature: 'sig' }] }),
          delta({ reasoning_details: [{ type: 'reasoning.encrypted', index: 0, data: 'AA', id: 'rs' }] }),
          delta({ content: 'c' }),
          stop,
        ],
        { vendor: 'openrouter' },
      ),
    );
    expect(folded.reasoning).toBe('ab');
    expect(folded.message.content.at(-1)).toEqual({
      type: 'extra',
      provider: 'openrouter',
      value: {
        reasoning_details: [
          { type: 'reasoning.text', index: 0, text: 'ab', format: 'f', signature: 'sig' },
          { type: 'reasoning.encrypted', index: 0, data: 'AA', id: 'rs' },
        ],
      },
    });
  });

  it('does not change the body that it decodes', () => {
    const body = bodyOf({
      reasoning_details: [
        { type: 'reasoning.text', index: 0, text: 'a' },
        { type: 'reasoning.text', index: 0, text: 'b' },
      ],
    });
    const before = structuredClone(body);
    expect(foldChunks(decoded(body)).reasoning).toBe('ab');
    expect(body).toEqual(before);
  });

  it('reads sources, pictures and speech', () => {
    const folded = foldChunks(
      decoded({
        ...bodyOf({
          content: 'See there.',
          annotations: [
            {
              type: 'url_citation',
              url_citation: { url: 'https://a', title: 'A', content: 'words', start_index: 0, end_index: 3 },
            },
            { type: 'file', file: { hash: 'h' } },
          ],
          images: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AQI=' } },
            { image_url: { url: 'https://img' } },
            { image_url: { url: 'cid:elsewhere' } },
          ],
          audio: { id: 'audio_1', data: 'UklGRg==', transcript: '' },
        }),
        citations: ['https://b', 'https://c'],
        search_results: [
          { title: 'B', url: 'https://b', snippet: 's' },
          { title: 'mine.pdf', url: '', date: null },
        ],
      }),
    );
    expect(folded.sources).toEqual([
      { kind: 'url', url: 'https://a', title: 'A', citedText: 'words', start: 0, end: 3 },
      { kind: 'url', url: 'https://b', title: 'B', citedText: 's' },
      { kind: 'document', title: 'mine.pdf', raw: { title: 'mine.pdf', url: '', date: null } },
      { kind: 'url', url: 'https://c' },
    ]);
    expect(folded.files).toEqual([
      { type: 'file', source: { data: 'UklGRg==', mediaType: 'audio/wav' } },
      { type: 'image', source: { data: 'AQI=', mediaType: 'image/png' } },
      { type: 'image', source: { url: 'https://img' } },
    ]);
    expect(folded.message.content.at(-1)).toMatchObject({
      type: 'extra',
      value: {
        audio: { id: 'audio_1' },
        annotations: [{ type: 'file', file: { hash: 'h' } }],
        images: [{ image_url: { url: 'cid:elsewhere' } }],
      },
    });
  });

  it('streams speech beside its transcript', () => {
    const folded = foldChunks(
      streamed([
        delta({ audio: { id: 'a1', transcript: 'Hel' } }),
        delta({ audio: { data: 'AQI=' } }),
        delta({ audio: { transcript: 'lo' } }),
        delta({ audio: { data: 'AwQ=' } }),
        stop,
      ]),
    );
    expect(folded.text).toBe('Hello');
    expect(folded.files).toEqual([{ type: 'file', source: { data: 'AQIDBA==', mediaType: 'audio/pcm' } }]);
  });

  it('keeps what else the host says as metadata', () => {
    const folded = foldChunks(
      streamed(
        [
          { id: '', model: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
          { ...delta({ content: 'a' }), service_tier: 'default', system_fingerprint: null, obfuscation: 'x' },
          {
            choices: [
              {
                index: 0,
                delta: {},
                finish_reason: 'stop',
                native_finish_reason: 'STOP',
                content_filter_results: {},
              },
            ],
          },
        ],
        { vendor: 'azure' },
      ),
    );
    expect([folded.id, folded.served]).toEqual(['r1', 'm']);
    expect(folded.providerMetadata).toEqual({
      azure: {
        prompt_filter_results: [{ prompt_index: 0 }],
        service_tier: 'default',
        native_finish_reason: 'STOP',
      },
    });
  });

  it('reads only the first choice and says so', () => {
    const folded = foldChunks(
      decoded({
        choices: [
          { index: 0, message: { content: 'a' }, finish_reason: 'stop' },
          { index: 1, message: { content: 'b' } },
        ],
      }),
    );
    expect(folded.text).toBe('a');
    expect(folded.warnings).toMatchObject([{ code: 'reply', setting: 'n' }]);
  });

  it('reads log probabilities', () => {
    const logprobs = {
      content: [
        { token: 'a', logprob: -0.1, bytes: [97], top_logprobs: [{ token: 'b', logprob: -2 }] },
        { token: 1 },
      ],
    };
    const folded = foldChunks(
      streamed([{ choices: [{ index: 0, delta: { content: 'a' }, logprobs }] }, stop]),
    );
    expect(folded.logprobs).toEqual([{ token: 'a', logprob: -0.1, top: [{ token: 'b', logprob: -2 }] }]);
  });
});
