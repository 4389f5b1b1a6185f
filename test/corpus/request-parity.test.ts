import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { bodyOf, compare, type Outcome, parityFamilies, type ParityFamily } from './parity/compare.ts';
import { parityReport } from './parity/report.ts';
import { absence, type Family, hasCorpus, type Recording, recordingsOf } from './recordings.ts';

const page = new URL('../../docs/request-parity.md', import.meta.url);
// How many there are, and how many of them nothing in the public API says. Fewer of the first would mean that the reading
// of the recordings broke; more of the second, that the public API lost a word.
const known: Readonly<Record<ParityFamily, readonly [requests: number, inexpressible: number]>> = {
  anthropic_messages: [856, 40],
  bedrock_converse: [420, 0],
  bedrock_invoke_anthropic: [176, 0],
  bedrock_invoke_openai_chat: [13, 0],
  cohere_chat: [68, 0],
  google_generate_content: [626, 2],
  ollama_chat: [44, 18],
  openai_chat: [2_857, 10],
  openai_responses: [544, 5],
};

if (!hasCorpus()) console.warn(absence);

const isAccepted = (recording: Recording): boolean =>
  recording.response.status === 200 && bodyOf(recording) !== undefined;

describe.skipIf(!hasCorpus())('requests that providers accepted', () => {
  const outcomes = new Map<string, readonly Outcome[]>();

  describe.each(parityFamilies)('%s', (family) => {
    it('are sent by us as they were recorded, but for known reasons', async () => {
      const recordings = recordingsOf(family as Family).filter(isAccepted);
      expect(recordings).toHaveLength(known[family][0]);
      outcomes.set(family, await Promise.all(recordings.map(compare)));
      const wrong = (outcomes.get(family) ?? []).filter(({ problems }) => problems.length > 0);
      const said = wrong.map(({ recording, problems }) => `${recording.id}: ${problems.join('; ')}`);
      expect(said.slice(0, 40), `${wrong.length} of ${recordings.length} are unexplained`).toEqual([]);
    });

    it('can be expressed but for those that are known', () => {
      const lost = (outcomes.get(family) ?? []).filter(({ kind }) => kind === 'inexpressible');
      expect(lost.map(({ recording, causes }) => `${recording.id}: ${causes.join('; ')}`)).toHaveLength(
        known[family][1],
      );
    });
  });

  // What providers accepted, neither a rule nor a fact of the catalogue may refuse.
  it('are refused by nothing that is known of their models', () => {
    const all = [...outcomes.values()].flat();
    const refused = all.filter(({ causes }) => causes.some((cause) => cause.startsWith('unsupported')));
    expect(all.length).toBeGreaterThan(5_000);
    expect(refused.map(({ recording, causes }) => `${recording.id}: ${causes.join('; ')}`)).toEqual([]);
  });

  it('are reported in docs/request-parity.md (`npm run parity:report` writes it)', () => {
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') writeFileSync(page, parityReport(outcomes));
    expect(readFileSync(page, 'utf8')).toBe(parityReport(outcomes));
  });

  afterAll(() => outcomes.clear());
});
