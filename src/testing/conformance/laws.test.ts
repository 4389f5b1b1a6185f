import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import type { Chunk, Emit } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { failureOf } from '../../core/failure.ts';
import { isRecord, type Json, parseJson } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import type { Codec, ServerCodec, StreamReader } from '../../protocols/protocol.ts';
import type { LawId, LawSubject } from './law.ts';
import { conformanceSuite, laws } from './laws.ts';

// A made-up protocol of two frames, `{"text":…}` and `{"finish":…}`, with one mistake at a time to be found.
type Mistake =
  | 'forgetful'
  | 'deaf'
  | 'optimist'
  | 'thrower'
  | 'twice'
  | 'mutating'
  | 'moody'
  | 'lossy-parse'
  | 'body-differs'
  | 'jumper';

const refuse = (message: string): ReqLLMError =>
  new ReqLLMError(message, { code: 'bad-response', phase: 'decode' });

function createReader(mistake: Mistake | undefined): StreamReader {
  let isOver = false;
  return {
    read: ({ data }, emit) => {
      const parsed = parseJson(data);
      if (!parsed.ok) throw mistake === 'thrower' ? new SyntaxError(parsed.problem) : refuse(parsed.problem);
      if (isRecord(parsed.value)) readFrame(parsed.value, emit, mistake);
      isOver ||= isRecord(parsed.value) && typeof parsed.value['finish'] === 'string';
      return isOver ? 'done' : 'open';
    },
    end: (emit) => {
      if (mistake === 'optimist') emit({ type: 'finish', reason: 'stop' });
      else throw new ReqLLMError('cut short', { code: 'truncated', phase: 'stream' });
    },
  };
}

function readFrame(frame: Record<string, unknown>, emit: Emit, mistake: Mistake | undefined): void {
  const { text, finish } = frame;
  if (typeof text === 'string' && mistake !== 'deaf') emit({ type: 'text', block: 0, text });
  if (typeof finish !== 'string') return;
  if (mistake === 'jumper') emit({ type: 'reasoning', block: 0, text: '!' });
  emit({ type: 'finish', reason: 'stop' });
  if (mistake === 'twice') emit({ type: 'finish', reason: 'stop' });
}

function subjectWith(mistake?: Mistake): LawSubject {
  let moods = 0;
  const codec: Codec = {
    protocol: 'toy',
    framing: 'sse',
    encode: (call) => {
      if (mistake === 'mutating') (call as { seed?: number }).seed = 1;
      moods += 1;
      const said = call.messages.map((message) => (message.content[0] as { text: string }).text);
      const body: Json = { said, ...(mistake === 'moody' ? { moods } : {}) };
      return { method: 'POST', path: '/toy', body, changes: [] };
    },
    decode: (body, emit) => {
      if (!isRecord(body)) throw refuse('no object');
      readFrame({ text: body['text'] }, emit, mistake);
      if (mistake === 'body-differs') emit({ type: 'text', block: 0, text: '!' });
      readFrame({ finish: 'stop' }, emit, mistake);
    },
    open: () => createReader(mistake),
    fail: (status) => failureOf({ status, message: 'no' }),
  };
  const server: ServerCodec = {
    protocol: 'toy',
    framing: 'sse',
    matches: (_method, path) => path === '/toy',
    parse: ({ body }) => ({
      model: modelOf({ provider: 'toy', id: 'm' }),
      stream: false,
      messages: (body as { said: string[] }).said.map((text) => ({
        role: 'user',
        content: [{ type: 'text', text: mistake === 'lossy-parse' ? 'x' : text }],
      })),
    }),
    openWriter: () => ({
      write: (chunk, send) => {
        if (chunk.type === 'text' && mistake !== 'forgetful')
          send({ data: JSON.stringify({ text: chunk.text }) });
        if (chunk.type === 'finish') send({ data: '{"finish":"stop"}' });
      },
      end: () => {},
    }),
    renderBody: (chunks) => ({
      text: [...chunks].map((chunk) => (chunk.type === 'text' ? chunk.text : '')).join(''),
    }),
    renderError: () => ({ status: 503, body: {} }),
    renderErrorEvent: () => ({ data: '{}' }),
  };
  return { codec, server, calls, replies };
}

const text = fc.string({ minLength: 1 });
const calls: fc.Arbitrary<Call> = fc.array(text).map((said) => ({
  operation: 'text',
  model: modelOf({ provider: 'toy', id: 'm' }),
  stream: false,
  messages: said.map((word) => ({ role: 'user' as const, content: [{ type: 'text' as const, text: word }] })),
  control: {} as Call['control'],
}));
const replies: fc.Arbitrary<Chunk[]> = fc
  .array(text, { minLength: 2, maxLength: 4 })
  .map((words) => [
    ...words.map((word): Chunk => ({ type: 'text', block: 0, text: word })),
    { type: 'finish', reason: 'stop' },
  ]);

const broken = (mistake?: Mistake): LawId[] => {
  const list = laws(fc, subjectWith(mistake));
  return list
    .filter((law) => {
      try {
        law.run({ runs: 200, seed: 7 });
        return false;
      } catch {
        return true;
      }
    })
    .map((law) => law.id);
};

describe('the laws', () => {
  it('hold for a protocol without mistakes', () => {
    expect(broken()).toEqual([]);
  });

  it.each<[Mistake, LawId]>([
    ['forgetful', 'render-read'],
    ['deaf', 'render-read'],
    ['body-differs', 'body-stream'],
    ['thrower', 'garbage'],
    ['optimist', 'prefix'],
    ['twice', 'append-only'],
    ['jumper', 'append-only'],
    ['mutating', 'encode-pure'],
    ['moody', 'encode-pure'],
    ['lossy-parse', 'parse-encode'],
  ])('catch a %s protocol by the law "%s"', (mistake, law) => {
    expect(broken(mistake)).toContain(law);
  });

  it('show the input that breaks one', () => {
    const law = laws(fc, subjectWith('lossy-parse')).find(({ id }) => id === 'parse-encode');
    expect(() => law?.run({ seed: 1 })).toThrow(/Counterexample[\s\S]*The call parsed differ/);
  });

  it('are registered with a test runner', () => {
    const titles: string[] = [];
    const it = (title: string, body: () => void): void => {
      titles.push(title);
      body();
    };
    conformanceSuite({ describe: (_title, body) => body(), it }, 'toy', laws(fc, subjectWith()), {
      runs: 5,
      seed: 1,
    });
    expect(titles).toHaveLength(8);
  });
});
