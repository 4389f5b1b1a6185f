// What a provider accepted on record must be no type error for that model.
import type { TextOptions } from 'reqllm';
import { beforeAll, describe, expect, it } from 'vitest';
import { isRecord } from '../../src/core/json.ts';
import { declaredModels } from '../support/declared-models.ts';
import { askedIn, bodyOf, parityFamilies } from './parity/compare.ts';
import { hostOf } from './parity/hosts.ts';
import { modelOf } from './parity/send.ts';
import { absence, type Family, hasCorpus, type Recording, recordingsOf } from './recordings.ts';

if (!hasCorpus()) console.warn(absence);

describe.skipIf(!hasCorpus())('requests that providers accepted', () => {
  const lacks = new Map<string, ReadonlySet<string>>();
  beforeAll(async () => {
    for (const { provider, id, lacks: own } of await declaredModels())
      lacks.set(`${provider}:${id}`, new Set(own));
  });
  let compared = 0;

  it.each(parityFamilies)('%s: compile', async (family) => {
    const contradictions = new Set<string>();
    for (const recording of recordingsOf(family as Family).filter(isAccepted)) {
      const host = await hostOf(recording);
      const spec = `${host.provider.id}:${modelOf(recording)}`;
      const own = lacks.get(spec);
      if (own === undefined) continue;
      compared += 1;
      const { input, options } = askedIn(recording, host);
      for (const use of [...usesOf(options), ...partsIn(input), 'text'])
        if (own.has(use)) contradictions.add(`${spec} took ${use}: ${recording.id}`);
    }
    expect([...contradictions]).toEqual([]);
  });

  it('are nearly all of models that the types know', () => {
    expect(compared).toBeGreaterThan(4_000);
  });
});

function isAccepted(recording: Recording): boolean {
  return recording.response.status === 200 && bodyOf(recording) !== undefined;
}

// As the types name them (src/catalog/lacks.ts). A temperature of 1 is everybody's default and refused by no type.
function usesOf(options: TextOptions): string[] {
  const { reasoning, tools, temperature, ...others } = options;
  const effort = typeof reasoning === 'string' ? reasoning : reasoning?.effort;
  return [
    ...Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : name)),
    ...(temperature === undefined || temperature === 1 ? [] : ['temperature']),
    ...(tools?.some((tool) => !('definition' in tool)) === true ? ['tools'] : []),
    ...(effort === undefined ? [] : effort === 'none' ? [effort] : [effort, 'reasoning']),
  ];
}

function partsIn(input: readonly { readonly content: unknown }[]): string[] {
  const parts = input.flatMap(({ content }): unknown[] => (Array.isArray(content) ? content : []));
  return parts.filter(isRecord).flatMap(({ type, source }) => {
    if (type === 'image') return ['image'];
    const mediaType = isRecord(source) ? source['mediaType'] : undefined;
    return type === 'file' && typeof mediaType === 'string' ? mediaType.split('/').slice(0, 1) : [];
  });
}
