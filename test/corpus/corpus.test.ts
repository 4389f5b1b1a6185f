import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { absence, families, type Family, hasCorpus, recordingsOf } from './recordings.ts';
import { reportOf, shareDecoded } from './report.ts';
import { type Outcome, survey } from './survey.ts';

const page = new URL('../../docs/corpus.md', import.meta.url);
const seeds = [1, 2, 3];
// How many there are; fewer would mean that the reading of the recordings broke.
const known: Readonly<Record<Family, number>> = {
  openai_chat: 3_450,
  anthropic_messages: 1_010,
  google_generate_content: 765,
  google_interactions: 32,
  bedrock_converse: 554,
  bedrock_invoke_anthropic: 226,
  bedrock_invoke_openai_chat: 13,
  bedrock_invoke_other: 43,
  cohere_chat: 89,
  ollama_chat: 45,
  openai_responses: 801,
  openai_responses_ws: 18,
};

// Four of the turns on WebSockets were recorded to show a failure: two error events, two connections that ended early.
const failures: Readonly<Partial<Record<Family, number>>> = { openai_responses_ws: 4 };

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('recorded exchanges', () => {
  const outcomes = new Map<Family, Outcome[]>();

  describe.each(families)('%s', (family) => {
    it('come out as they were recorded, however they are cut', async () => {
      const recordings = recordingsOf(family);
      expect(recordings).toHaveLength(known[family]);
      outcomes.set(family, await survey(family, recordings, seeds));
      const wrong = (outcomes.get(family) ?? []).filter(({ problems }) => problems.length > 0);
      const said = wrong.map(({ recording, problems }) => `${recording.id}: ${problems.join('; ')}`);
      expect(said.slice(0, 40), `${wrong.length} of ${recordings.length} are wrong`).toEqual([]);
    });

    it('are refused only for a cause in the recording', () => {
      const refused = (outcomes.get(family) ?? []).filter(({ kind }) => kind === 'refused');
      expect(refused.filter(({ cause }) => cause === undefined).map(({ recording }) => recording.id)).toEqual(
        [],
      );
    });

    it('are decoded but for one in two hundred', () => {
      const all = outcomes.get(family) ?? [];
      // One is more than that in a small family.
      const refused = all.filter(({ kind }) => kind === 'refused').length;
      if (refused > (failures[family] ?? 1)) expect(shareDecoded(all)).toBeGreaterThanOrEqual(0.995);
      else expect(all.length).toBeGreaterThan(10);
    });
  });

  it('are reported in docs/corpus.md (`npm run corpus:report` writes it)', () => {
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') writeFileSync(page, reportOf(outcomes));
    expect(readFileSync(page, 'utf8')).toBe(reportOf(outcomes));
  });

  afterAll(() => outcomes.clear());
});
