// The packaged rates are what the recordings teach, and their error bounds hold for the recordings kept apart.
// `REQLLM_TOKEN_RATES=write npx vitest run --config vitest.slow.config.ts test/corpus/token-estimate` learns them anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../src/client/doors.ts';
import { countByTokenizer } from '../../src/client/sight/tokenizer.ts';
import { familyRates } from '../../src/client/sight/token-rates.ts';
import { absence, hasCorpus } from './recordings.ts';
import { errorBound, fit, isHeldOut, measured, type Sample, tokenSamples } from './token-samples.ts';

const file = new URL('../../src/client/sight/token-rates.ts', import.meta.url);
const fewest = 30;

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('estimates of tokens', () => {
  let samples: Sample[] = [];
  beforeAll(async () => {
    samples = await tokenSamples();
    if (process.env['REQLLM_TOKEN_RATES'] === 'write') write(samples);
  });

  it('rest on enough recordings', () => {
    expect(samples.length).toBeGreaterThan(1_000);
  });

  it('are within their bound for 9 of 10 recordings that were not learned from, in every family', () => {
    const heldOut = samples.filter(isHeldOut);
    const table = Object.keys(familyRates).map((family) => {
      const own = heldOut.filter((sample) => sample.family === family);
      return { family, recordings: own.length, ...measured(own) };
    });
    console.table(table);
    const counted = table.filter(({ recordings }) => recordings >= 10);
    expect(counted.length).toBeGreaterThan(5);
    expect(counted.filter(({ within }) => within < 0.9)).toEqual([]);
  });

  it('of the tokenizer are within its bound for 19 of 20 recordings of OpenAI', async () => {
    const isGpt = ({ id, family }: Sample): boolean =>
      /^gpt(?:-5)?$/.test(family) && id.split('/')[1] === 'openai';
    const own = samples.filter(isGpt);
    const tokensOf = await loadTokenizer('o200k');
    const outcomes = own.map(({ call, tokens }) => {
      const counted = countByTokenizer(call, tokensOf);
      const error = Math.abs(counted.tokens - tokens);
      const isPlain = (call.tools ?? []).length === 0 && call.output === undefined;
      return { error, isPlain, isWithin: error <= (counted.errorBound ?? 0) };
    });
    const shareOf = (some: typeof outcomes): number =>
      some.filter(({ isWithin }) => isWithin).length / some.length;
    const plain = outcomes.filter(({ isPlain }) => isPlain);
    const errors = plain.map(({ error }) => error).sort((left, right) => left - right);
    console.table({
      recordings: own.length,
      within: shareOf(outcomes),
      plain: plain.length,
      plainWithin: shareOf(plain),
      plainMedian: errors[Math.floor(errors.length / 2)],
    });
    const within = shareOf(outcomes);
    expect(own.length).toBeGreaterThan(200);
    expect(within).toBeGreaterThanOrEqual(0.95);
  });
});

function write(samples: readonly Sample[]): void {
  const learned = samples.filter((sample) => !isHeldOut(sample));
  const general = fit(learned);
  const names = [...new Set(samples.map(({ family }) => family))].sort();
  const tables = names.flatMap((family) => {
    const own = learned.filter((sample) => sample.family === family);
    const apart = samples.filter((sample) => sample.family === family && isHeldOut(sample));
    if (own.length < fewest || family === 'other') return [];
    return [lineOf(family, fit(own), apart.length < 10 ? own : apart, own.length)];
  });
  tables.push(lineOf('other', general, samples.filter(isHeldOut), learned.length));
  const [head = ''] = readFileSync(file, 'utf8').split('export const familyRates');
  writeFileSync(
    file,
    `${head}export const familyRates: Readonly<Record<string, TokenRates>> = {\n${tables.join('')}};\n`,
  );
}

function lineOf(
  family: string,
  rates: ReturnType<typeof fit>,
  apart: readonly Sample[],
  count: number,
): string {
  const all = { ...rates, ...errorBound(apart, rates), samples: count };
  const members = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `  ${/^\w+$/.test(family) ? family : `'${family}'`}: { ${members.join(', ')} },\n`;
}
