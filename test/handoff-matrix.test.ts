import { afterAll, beforeAll, describe, it } from 'vitest';
import { type Host, hosts, Journeys, nameOf } from './support/handoff-journeys.ts';

let journeys: Journeys;
beforeAll(async () => {
  journeys = await Journeys.start();
});
afterAll(() => journeys.close());

const pairs = hosts.flatMap((from) =>
  hosts
    .filter((to) => to !== from)
    .map((to): [string, Host, Host] => [`${nameOf(from)} → ${nameOf(to)}`, from, to]),
);

describe('a conversation from everywhere to everywhere', () => {
  it.each(pairs)('%s and back', (_name, from, to) => journeys.thereAndBack(from, to));

  // Hosts that want their proofs back want them now.
  it.each(pairs)('%s and back, thinking', (_name, from, to) =>
    journeys.thereAndBack(from, to, { reasoning: 'medium' }),
  );
});
