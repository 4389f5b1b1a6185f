import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/source-file.ts';

interface Soak {
  readonly results: readonly {
    readonly name: string;
    readonly figures: Readonly<Record<string, number>>;
    readonly missed: readonly string[];
  }[];
}

// A tenth of `npm run soak`. Rates and times are left out: they are the machine’s too.
it('streams leave no socket, no listener and no memory behind', { timeout: 300_000 }, () => {
  const script = join(root, 'scripts', 'soak.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [script, '--share', '0.1', '--json'], {
    encoding: 'utf8',
    cwd: root,
  });
  expect(stdout, stderr).toMatch(/^\{/);
  const { results } = JSON.parse(stdout) as Soak;
  const missed = results.map(({ name, figures, missed: members }) => ({
    name,
    figures,
    missed: members.filter((member) => !/perSecond|Ms(?:Each)?$/.test(member)),
  }));
  expect(missed.filter(({ missed: members }) => members.length > 0)).toEqual([]);
  expect(results).toHaveLength(12);
});
