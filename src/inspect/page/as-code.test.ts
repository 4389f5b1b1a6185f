import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallLine } from '../journal-line.ts';
import { asCode, askedText } from './as-code.ts';

const lineOf = (operation: CallLine['operation'], call: object, stream: boolean = false): CallLine => ({
  type: 'call',
  id: 'a',
  at: 0,
  model: 'openai:gpt-4o-mini',
  provider: 'openai',
  operation,
  stream,
  call: { operation, model: { spec: 'openai:gpt-4o-mini' }, stream, ...call } as CallLine['call'],
});

/** Runs the code; tells which function it called, and with what. */
async function ran(code: string): Promise<{ name: string; given: unknown[] }> {
  let seen: { name: string; given: unknown[] } | undefined;
  const client = new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...given: unknown[]) =>
          (seen = { name: String(name), given }),
    },
  );
  const run = runInThisContext(`(async (client) => { ${code} })`) as (given: object) => Promise<void>;
  await run(client);
  if (seen === undefined) throw new Error('it called nothing');
  return seen;
}

const user = (text: string): object => ({ role: 'user', content: [{ type: 'text', text }] });

describe('asCode', () => {
  it('is short where the call is', () => {
    expect(asCode(lineOf('text', { messages: [user('Hi')] }))).toBe(
      "await client.generateText('openai:gpt-4o-mini', 'Hi');",
    );
  });

  it('makes the call that was made, of every operation', async () => {
    const system = { role: 'system', content: [{ type: 'text', text: "Be 'brief'." }] };
    const said = { messages: [system, user('Hi\nthere')], temperature: 0.2, stop: ['a"b'] };
    expect(await ran(asCode(lineOf('text', said, true)))).toEqual({
      name: 'streamText',
      given: ['openai:gpt-4o-mini', 'Hi\nthere', { system: "Be 'brief'.", temperature: 0.2, stop: ['a"b'] }],
    });
    expect((await ran(asCode(lineOf('embed', { values: ['a'], dimensions: 2 })))).given.slice(1)).toEqual([
      ['a'],
      { dimensions: 2 },
    ]);
    const odd = JSON.parse('{"__proto__": 1, "a-b": 2}') as object;
    expect(JSON.stringify((await ran(asCode(lineOf('embed', { values: [odd] })))).given[1])).toBe(
      '[{"__proto__":1,"a-b":2}]',
    );
    const ranked = await ran(asCode(lineOf('rerank', { query: 'q', documents: ['a', 'b'] })));
    expect(ranked).toMatchObject({
      name: 'rerank',
      given: [expect.anything(), { query: 'q', documents: ['a', 'b'] }],
    });
  });

  it('holds for any text and any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.jsonValue({ maxDepth: 2 }), async (text, value) => {
        // As the journal is JSON, -0 never comes out of it.
        const providerOptions = JSON.parse(JSON.stringify({ openai: value })) as object;
        const { given } = await ran(
          asCode(lineOf('text', { messages: [user(text), user('x')], providerOptions })),
        );
        expect(given.slice(1)).toEqual([[user(text), user('x')], { providerOptions }]);
      }),
      { numRuns: 40, examples: [['\u2028\ud800\0`${x}\\', { "it's": '"' }]] },
    );
  });
});

describe('askedText', () => {
  it('is one line of what was asked last', () => {
    expect(askedText(lineOf('text', { messages: [user('One\n  two')] }))).toBe('One two');
    const results = { role: 'tool', content: [{ type: 'tool-result', toolName: 'look' }] };
    expect(askedText(lineOf('text', { messages: [user('Hi'), results] }))).toBe('(results of look)');
    expect(askedText(lineOf('image', { prompt: 'a cat' }))).toBe('a cat');
    expect(askedText(lineOf('embed', { values: ['a', 'b'] }))).toBe('["a","b"]');
    expect(askedText(lineOf('transcription', { audio: {} }))).toBe('');
  });
});
