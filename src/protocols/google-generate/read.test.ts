import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { foldChunks } from '../../core/response.ts';
import { googleGenerateCodec } from './codec.ts';

const codec = googleGenerateCodec();

function stream(...frames: unknown[]): Chunk[] {
  const chunks: Chunk[] = [];
  const reader = codec.open();
  for (const frame of frames) reader.read({ data: JSON.stringify(frame) }, (chunk) => chunks.push(chunk));
  reader.end((chunk) => chunks.push(chunk));
  return chunks;
}

function body(value: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(value, (chunk) => chunks.push(chunk));
  return chunks;
}

function frame(
  parts: unknown[],
  rest: Record<string, unknown> = {},
  top: Record<string, unknown> = {},
): unknown {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...rest }],
    responseId: 'r1',
    modelVersion: 'm',
    ...top,
  };
}

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return isReqLLMError(error)
      ? { code: error.code, retryable: error.retryable, status: error.status }
      : error;
  }
  return 'nothing thrown';
}

describe('parts', () => {
  it('goes on with a block until the kind changes, and puts a late signature on it', () => {
    const chunks = stream(
      frame([{ text: 'hm', thought: true }]),
      frame([{ text: ', well', thought: true }]),
      frame([{ text: 'Hel' }]),
      frame([{ text: 'lo' }]),
      frame([{ text: '', thoughtSignature: 'sig' }], { finishReason: 'STOP' }),
    );
    expect(foldChunks(chunks).message.content).toEqual([
      { type: 'reasoning', text: 'hm, well' },
      { type: 'text', text: 'Hello', signature: 'sig' },
    ]);
    expect(chunks.at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'STOP' });
  });

  it('begins another block after a signature, so that each part goes back as it came', () => {
    const chunks = body(
      frame(
        [
          { text: 'a', thoughtSignature: '1' },
          { text: 'b', thoughtSignature: '2' },
        ],
        { finishReason: 'STOP' },
      ),
    );
    expect(foldChunks(chunks).message.content).toEqual([
      { type: 'text', text: 'a', signature: '1' },
      { type: 'text', text: 'b', signature: '2' },
    ]);
  });

  it('gives calls without an id one made from the reply, and ends with tool-calls', () => {
    const folded = foldChunks(
      body(
        frame(
          [
            { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 's' },
            { functionCall: { name: 'g', id: 'own' } },
          ],
          {
            finishReason: 'STOP',
          },
        ),
      ),
    );
    expect(folded.toolCalls).toEqual([
      { type: 'tool-call', id: 'call_r1_0', name: 'f', input: { a: 1 }, signature: 's' },
      { type: 'tool-call', id: 'own', name: 'g', input: {} },
    ]);
    expect(folded.finishReason).toBe('tool-calls');
  });

  it('puts streamed arguments together and never calls a cut call whole', () => {
    const call = (functionCall: unknown, rest = {}): unknown => frame([{ functionCall }], rest);
    const whole = [
      call({ name: 'f', willContinue: true }),
      call({
        partialArgs: [{ jsonPath: '$.city', stringValue: 'Bos', willContinue: true }],
        willContinue: true,
      }),
      call({ partialArgs: [{ jsonPath: '$.city', stringValue: 'ton' }], willContinue: true }),
    ];
    const done = foldChunks(stream(...whole, call({}), frame([{ text: '' }], { finishReason: 'STOP' })));
    expect(done.toolCalls[0]?.input).toEqual({ city: 'Boston' });
    const cut = foldChunks(stream(...whole, frame([], { finishReason: 'MAX_TOKENS' })));
    expect(cut.toolCalls[0]).toMatchObject({ input: null, invalid: expect.any(String) as string });
    expect(cut.finishReason).toBe('length');
  });

  it('keeps media, joins raw samples, and keeps what only Google reads', () => {
    const code = { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 's' };
    const pcm = { inlineData: { mimeType: 'audio/L16;rate=24000', data: 'AQI=' } };
    const thought = { thought: true, inlineData: { mimeType: 'image/png', data: 'AQI=' } };
    const folded = foldChunks(stream(frame([code, pcm]), frame([pcm, thought], { finishReason: 'STOP' })));
    expect(folded.message.content).toEqual([
      { type: 'extra', provider: 'google', value: code },
      { type: 'file', source: { mediaType: 'audio/L16;rate=24000', data: 'AQIBAg==' } },
      { type: 'extra', provider: 'google', value: thought },
    ]);
  });
});

it('tells of pieces of a call that never began, and not of the empty frame behind a call', () => {
  const piece = { functionCall: { partialArgs: [{ jsonPath: '$.a', numberValue: 1 }], willContinue: true } };
  const message = 'A piece of a tool call belongs to no call and was left out.';
  const warnings = (part: object): unknown =>
    stream(frame([part]), frame([], { finishReason: 'STOP' })).filter(({ type }) => type !== 'start');
  expect(warnings(piece)).toEqual([
    { type: 'warning', warning: { code: 'reply', message } },
    { type: 'finish', reason: 'stop', raw: 'STOP' },
  ]);
  expect(warnings({ functionCall: {} })).toEqual([{ type: 'finish', reason: 'stop', raw: 'STOP' }]);
});

describe('ends', () => {
  it('says everything before the mark that gateways put behind the last frame', () => {
    const told = (...marks: string[]): Chunk[] => {
      const chunks: Chunk[] = [];
      const reader = codec.open();
      const last = frame(
        [{ text: 'a' }],
        { finishReason: 'STOP' },
        { usageMetadata: { promptTokenCount: 1 } },
      );
      const states = [JSON.stringify(last), ...marks].map((data) =>
        reader.read({ data }, (chunk) => chunks.push(chunk)),
      );
      // What is done is not asked again (client/reply-source.ts).
      if (states.at(-1) !== 'done') reader.end((chunk) => chunks.push(chunk));
      return chunks;
    };
    expect(told('[DONE]')).toEqual(told());
    expect(told('[DONE]', '[DONE]')).toEqual(told());
    expect(told().at(-1)).toEqual({ type: 'finish', reason: 'stop', raw: 'STOP' });
  });

  it('takes text and usage after an early, repeated STOP', () => {
    const chunks = stream(
      frame([{ text: 'a' }], { finishReason: 'STOP' }),
      frame(
        [{ text: 'b' }],
        { finishReason: 'STOP' },
        { usageMetadata: { promptTokenCount: 1, totalTokenCount: 1 } },
      ),
    );
    expect(chunks.map((chunk) => chunk.type)).toEqual(['start', 'text', 'text', 'usage', 'finish']);
  });

  it('throws truncated without a finish reason, after the usage so far', () => {
    const reader = codec.open();
    const chunks: Chunk[] = [];
    reader.read(
      { data: JSON.stringify(frame([{ text: 'a' }], {}, { usageMetadata: { promptTokenCount: 3 } })) },
      (chunk) => chunks.push(chunk),
    );
    expect(errorOf(() => reader.end((chunk) => chunks.push(chunk)))).toEqual({
      code: 'truncated',
      retryable: true,
      status: undefined,
    });
    expect(chunks.at(-1)).toMatchObject({ type: 'usage', usage: { inputTokens: 3, status: 'partial' } });
    expect(errorOf(() => stream())).toMatchObject({ code: 'truncated' });
  });

  it.each([
    ['SAFETY', 'content-filter'],
    ['IMAGE_SAFETY', 'content-filter'],
    ['MALFORMED_FUNCTION_CALL', 'other'],
    ['constructor', 'other'],
    ['SOMETHING_NEW', 'other'],
  ])('%s means %s', (raw, reason) => {
    expect(body(frame([], { finishReason: raw })).at(-1)).toEqual({ type: 'finish', reason, raw });
  });

  it('warns of a malformed call', () => {
    expect(foldChunks(body(frame([], { finishReason: 'MALFORMED_FUNCTION_CALL' }))).warnings).toMatchObject([
      { code: 'reply' },
    ]);
  });

  it('takes a whole body without a finish reason as complete, with a warning', () => {
    const folded = foldChunks(body(frame([{ text: 'hi' }])));
    expect([folded.finishReason, folded.rawFinishReason, folded.warnings.length]).toEqual([
      'stop',
      undefined,
      1,
    ]);
  });

  it('throws for a blocked prompt, for nothing at all, and for errors inside a 200', () => {
    const blocked = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 4 },
    };
    expect(errorOf(() => body(blocked))).toMatchObject({ code: 'content-filter', retryable: false });
    expect(errorOf(() => stream(blocked))).toMatchObject({ code: 'content-filter' });
    expect(errorOf(() => body({ candidates: [] }))).toMatchObject({ code: 'bad-response' });
    const error = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } };
    expect(errorOf(() => stream(frame([{ text: 'a' }]), error))).toMatchObject({
      code: 'overloaded',
      retryable: true,
      status: 503,
    });
    expect(errorOf(() => body([error]))).toMatchObject({ code: 'overloaded' });
  });

  it('reads a list of frames like a stream', () => {
    const frames = [frame([{ text: 'a' }]), frame([{ text: 'b' }], { finishReason: 'STOP' })];
    expect(body(frames)).toEqual(stream(...frames));
    expect(errorOf(() => body(frames.slice(0, 1)))).toMatchObject({ code: 'truncated' });
  });
});

describe('facts', () => {
  it('makes sources once each and keeps the rest of the grounding', () => {
    const grounding = {
      groundingChunks: [{ web: { uri: 'https://a', title: 'A' } }, { maps: { uri: 'https://m' } }],
      webSearchQueries: ['q'],
    };
    const last = { finishReason: 'STOP', groundingMetadata: grounding, avgLogprobs: -0.1 };
    const chunks = stream(
      frame([{ text: 'a' }], { groundingMetadata: grounding }),
      frame([], last, { usageMetadata: { promptTokenCount: 1 } }),
    );
    const folded = foldChunks(chunks);
    expect(folded.sources).toEqual([
      { kind: 'url', url: 'https://a', title: 'A' },
      { kind: 'url', url: 'https://m' },
    ]);
    expect(folded.providerMetadata).toEqual({ google: { groundingMetadata: grounding, avgLogprobs: -0.1 } });
    expect(folded.usage.tools).toEqual({ googleSearch: 1 });
  });

  it('reads log probabilities', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'a', logProbability: -1 }, { token: 'b' }],
      topCandidates: [{ candidates: [{ token: 'c', logProbability: -2 }] }],
    };
    expect(
      foldChunks(body(frame([{ text: 'ab' }], { finishReason: 'STOP', logprobsResult }))).logprobs,
    ).toEqual([
      { token: 'a', logprob: -1, top: [{ token: 'c', logprob: -2 }] },
      { token: 'b', logprob: 0 },
    ]);
  });

  it('survives wrong types everywhere', () => {
    const odd = {
      candidates: [
        { content: { parts: [null, 3, { text: 5 }, { functionCall: 'x' }] }, finishReason: 7 },
        null,
      ],
      usageMetadata: 'no',
      promptFeedback: 1,
    };
    expect(errorOf(() => stream(odd))).toMatchObject({ code: 'truncated' });
    expect(errorOf(() => stream({ candidates: null }, { candidates: 'x' }))).toMatchObject({
      code: 'truncated',
    });
    expect(errorOf(() => stream('text'))).toMatchObject({ code: 'bad-response' });
    const deep = JSON.parse(`${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`) as unknown;
    const folded = foldChunks(
      body(frame([{ functionCall: { name: 'f', args: deep } }], { finishReason: 'STOP' })),
    );
    expect(folded.toolCalls[0]?.invalid).toBeDefined();
    expect(errorOf(() => body(frame([{ executableCode: deep }], { finishReason: 'STOP' })))).toMatchObject({
      code: 'bad-response',
    });
  });

  it('does not quote a broken frame at length', () => {
    const secret = `{"text":"${'x'.repeat(500)}`;
    let message = '';
    try {
      codec.open().read({ data: secret }, () => {});
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain('not JSON');
    expect(message.length).toBeLessThan(140);
  });
});
