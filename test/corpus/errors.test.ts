import { readFileSync, writeFileSync } from 'node:fs';
import { isReqLLMError } from 'reqllm';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorKindOf, errorKinds } from './error-kinds.ts';
import { bigProviders, errorsPage, kindsOf, meanings, provedCodes, type Refusal } from './error-report.ts';
import { absence, families, hasCorpus, type Recording, recordingsOf, textOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

const page = new URL('../../docs/errors.md', import.meta.url);
// What the recordings hold by their own words. One less would mean that the telling apart broke.
const held: Readonly<Record<(typeof bigProviders)[number], string>> = {
  openai: 'rate-limited context-overflow auth quota model-not-found permission invalid-request',
  anthropic: 'rate-limited context-overflow auth overloaded model-not-found invalid-request',
  google: 'rate-limited context-overflow auth overloaded model-not-found invalid-request',
  openrouter: 'rate-limited context-overflow auth content-filter model-not-found permission invalid-request',
  groq: 'rate-limited context-overflow auth model-not-found invalid-request',
  xai: 'context-overflow auth overloaded model-not-found',
  mistral: 'rate-limited context-overflow auth invalid-request',
  amazon_bedrock: 'rate-limited context-overflow auth overloaded model-not-found permission invalid-request',
  azure: 'rate-limited context-overflow auth invalid-request',
  deepseek: 'context-overflow auth invalid-request',
};

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('recorded refusals', () => {
  const refusals: Refusal[] = [];

  beforeAll(async () => {
    for (const family of families) refusals.push(...(await refusalsOf(recordingsOf(family))));
  });

  it('are all the one error class', () => {
    expect(refusals.length).toBeGreaterThan(900);
    expect(refusals.filter(({ code }) => !meanings().has(code))).toEqual([]);
  });

  describe.each(bigProviders)('of %s', (provider) => {
    it('hold these kinds', () => {
      const kinds = kindsOf(refusals, provider);
      expect(provedCodes.filter((code) => kinds.has(code)).join(' ')).toBe(held[provider]);
    });
  });

  it('become what they say, of whatever provider', () => {
    const wrong = refusals.filter(({ kind, code }) => kind !== undefined && kind !== code);
    expect(wrong.map(({ id, kind, code }) => `${id}: ${code} instead of ${kind}`)).toEqual([]);
    expect(refusals.filter(({ kind }) => kind !== undefined).length).toBeGreaterThan(500);
  });

  it('are reported in docs/errors.md (`npm run corpus:report` writes it)', () => {
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') writeFileSync(page, errorsPage(refusals));
    expect(readFileSync(page, 'utf8')).toBe(errorsPage(refusals));
  });
});

describe('the telling apart', () => {
  it('knows each code that is to be proved', () => {
    expect(errorKinds.map(({ code }) => code).sort()).toEqual([...provedCodes].sort());
  });

  it.each([
    [429, '{"error":{"code":"insufficient_quota"}}', 'quota'],
    [429, '{}', 'rate-limited'],
    [400, 'API key not valid', 'auth'],
    [400, 'something else', undefined],
  ])('%d %s is %s', (status, body, kind) => {
    expect(errorKindOf(status, body)).toBe(kind);
  });
});

async function refusalsOf(recordings: readonly Recording[]): Promise<Refusal[]> {
  const usable = recordings.filter(({ source }) => source.fidelity !== 'transformed');
  const replay = await createReplayer(usable);
  const refusals: Refusal[] = [];
  for (const recording of usable) {
    const { id, provider, response } = recording;
    const text = textOf(recording);
    // Answers that speak of errors are many; whether they are one is seen when they are read.
    if (response.status < 400 && !/error|exception/i.test(text)) continue;
    const { error } = await replay(recording);
    // A reply cut short is no refusal of the provider's.
    if (error === undefined || (isReqLLMError(error) && error.code === 'truncated')) continue;
    const code = isReqLLMError(error) ? error.code : 'none of ours';
    refusals.push({ id, provider, kind: errorKindOf(response.status, text), code });
  }
  return refusals;
}
