import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf, compare, type Outcome, parityFamilies, type ParityFamily } from './parity/compare.ts';
import { parityReport } from './parity/report.ts';
import { absence, hasCorpus, type Recording, recordingsOf } from './recordings.ts';

const page = new URL('../../docs/request-parity.md', import.meta.url);
// How many there are; fewer would mean that the reading of the recordings broke.
const known: Readonly<Record<ParityFamily, number>> = {
  openai_chat: 2_857,
  anthropic_messages: 856,
  google_generate_content: 626,
};

if (!hasCorpus()) console.warn(absence);

const isAccepted = (recording: Recording): boolean =>
  recording.response.status === 200 && bodyOf(recording) !== undefined;

describe.skipIf(!hasCorpus())('requests that providers accepted', () => {
  const outcomes = new Map<string, readonly Outcome[]>();

  describe.each(parityFamilies)('%s', (family) => {
    it('are sent by us as they were recorded, but for known reasons', async () => {
      const recordings = recordingsOf(family).filter(isAccepted);
      expect(recordings).toHaveLength(known[family]);
      outcomes.set(family, await Promise.all(recordings.map(compare)));
      const wrong = (outcomes.get(family) ?? []).filter(({ problems }) => problems.length > 0);
      const said = wrong.map(({ recording, problems }) => `${recording.id}: ${problems.join('; ')}`);
      expect(said.slice(0, 40), `${wrong.length} of ${recordings.length} are unexplained`).toEqual([]);
    });

    it('can nearly all be expressed', () => {
      const list = outcomes.get(family) ?? [];
      const lost = list.filter(({ kind }) => kind === 'inexpressible').length;
      expect(lost / list.length).toBeLessThan(0.05);
    });
  });

  it('are reported in docs/request-parity.md (`npm run parity:report` writes it)', () => {
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') writeFileSync(page, parityReport(outcomes));
    expect(readFileSync(page, 'utf8')).toBe(parityReport(outcomes));
  });

  afterAll(() => outcomes.clear());
});
