import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { absence, hasCorpus } from './recordings.ts';
import { replay, type Replay } from './sessions/compare.ts';
import { sessionReport } from './sessions/report.ts';
import { type Continuation, continuations, sessions } from './sessions/session.ts';

const page = new URL('../../docs/recorded-conversations.md', import.meta.url);

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('recorded conversations', () => {
  const replays: Replay[] = [];
  const found: Continuation[] = [];

  it('go on from their replies as they did, but for known reasons', async () => {
    for (const session of sessions()) found.push(...(await continuations(session)));
    for (const each of found) replays.push(await replay(each));
    const wrong = replays.filter(({ problems }) => problems.length > 0);
    const said = wrong.map(
      ({ continuation, problems }) => `${continuation.recording.id}: ${problems.join('; ')}`,
    );
    expect(said.slice(0, 40), `${wrong.length} of ${replays.length} are unexplained`).toEqual([]);
    // Fewer would mean that the reading of the sessions broke.
    expect(replays.length).toBeGreaterThan(1_150);
    expect(replays.filter(({ kind }) => kind === 'equal').length).toBeGreaterThan(900);
    expect(replays.reduce((sum, { proofs }) => sum + proofs, 0)).toBeGreaterThan(300);
  });

  it('differ when a reply is read otherwise', async () => {
    const signed = found.find(({ answers }) =>
      JSON.stringify(answers).includes('"signature"'),
    ) as Continuation;
    const text = JSON.stringify(signed.replayed.input);
    const input = JSON.parse(
      text.replaceAll(/"signature":"(.{8})/g, '"signature":"XXXXXXXX'),
    ) as typeof signed.replayed.input;
    const { kind } = await replay({ ...signed, replayed: { ...signed.replayed, input } });
    expect(kind).toBe('unexplained');
  });

  it('are reported in docs/recorded-conversations.md (`npm run corpus:report` writes it)', () => {
    if (process.env['REQLLM_CORPUS_REPORT'] === 'write') writeFileSync(page, sessionReport(replays));
    expect(readFileSync(page, 'utf8')).toBe(sessionReport(replays));
  });
});
