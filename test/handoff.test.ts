import { context } from 'reqllm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { history, type Host, hosts, Journeys, nameOf } from './support/handoff-journeys.ts';

let journeys: Journeys;
beforeAll(async () => {
  journeys = await Journeys.start();
});
afterAll(() => journeys.close());
const said = (): string => JSON.stringify(journeys.lastBody);

// Each goes to the next, and thinking to one across; the slow suite goes everywhere (test/handoff-matrix.test.ts).
const pairsBy = (step: number): [string, Host, Host][] =>
  hosts.map((from, index) => {
    const to = hosts[(index + step) % hosts.length] as Host;
    return [`${nameOf(from)} → ${nameOf(to)}`, from, to];
  });

describe('a conversation from anywhere', () => {
  it.each(pairsBy(1))('%s and back', (_name, from, to) => journeys.thereAndBack(from, to));

  it.each(pairsBy(7))('%s and back, thinking', (_name, from, to) =>
    journeys.thereAndBack(from, to, { reasoning: 'medium' }),
  );

  it.each(hosts.map((host): [string, Host] => [nameOf(host), host]))(
    'is all told of: %s',
    async (_name, host) => {
      const { warnings } = await journeys.say(host, context(...history), { text: 'Yes.' });
      const notes = warnings.map(({ code, setting }) => `${code} ${setting}`);
      expect(notes).toEqual(
        expect.arrayContaining([
          'dropped messages[2]',
          'added messages[2].content[5]',
          'changed messages[4].content[0]',
          'changed messages[5].content[0]',
          'dropped messages[6].content[0]',
          'dropped messages[7]',
        ]),
      );
      expect(said()).not.toMatch(/foreign-(?:proof|data|mark)/);
      expect(said()).not.toContain('Only thoughts.');
      const told = await journeys.say(
        host,
        context(...history),
        { text: 'Yes.' },
        { foreignReasoning: 'text' },
      );
      expect(said()).toContain('Only thoughts.');
      expect(told.warnings.some(({ message }) => message.includes('sent as text'))).toBe(true);
    },
  );
});
