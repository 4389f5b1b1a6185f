// `reqllm/models` from the built package: the data must be where the code looks for it.
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { ensureBuilt } from './support/built.ts';
import { root } from './support/source-file.ts';

beforeAll(() => ensureBuilt(), 60_000);

it('the built package finds its catalogue and prices a call', () => {
  const code = `
    const { models, price } = await import('reqllm/models');
    const { pricing, limits } = models.get('openai:gpt-4o-mini');
    const { usd } = price(pricing, { input: 1_000_000, output: 1_000_000 });
    console.log(JSON.stringify({ version: models.meta.version, context: limits.context, usd, retired: models.has('xai:grok-4') }));
  `;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    encoding: 'utf8',
  });
  // gpt-4o-mini: 0.15 dollars in and 0.60 out a million tokens.
  expect(JSON.parse(printed)).toMatchObject({
    version: expect.stringMatching(/^2026\./),
    context: 128_000,
    usd: expect.stringMatching(/^0\.750*$/),
    retired: true,
  });
});

it('says what was meant when a name is wrong', () => {
  const code = `const { models } = await import('reqllm/models'); try { models.get('openai:gpt-4o-mni'); } catch (error) { console.log(error.message); }`;
  expect(
    execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' }),
  ).toContain('gpt-4o-mini');
});
