import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import { applyBodyQuirks } from './apply-body.ts';
import { applyQuirks } from './apply.ts';
import { allRules } from './load.ts';
import { valueAt } from './paths.ts';
import type { EngineCase, Said } from '../../../test/support/quirk-said.ts';
import { cases } from '../../../test/support/quirk-cases.ts';

const rules = await allRules();
const engine = rules.filter(({ enforced }) => enforced === 'engine');

describe('rules that the engine enforces', () => {
  it('each has a case here', () => {
    const shown = new Set(cases.map(([id]) => id));
    expect(engine.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
    expect([...shown].filter((id) => !engine.some((rule) => rule.id === id))).toEqual([]);
  });

  it.each(cases)('%s on %s', (...each: EngineCase) => {
    const [id, target, said, becomes] = each;
    const [provider = '', protocol = '', model = ''] = target.split(' ');
    const { body, ...rest } = said;
    const call = callOf(provider, model, rest);
    const context = { provider, protocol, mode: 'apply', rules } as const;
    const onCall = applyQuirks(call, context);
    const onBody = applyBodyQuirks((body ?? {}) as JsonObject, onCall.call, context);
    const warned = [...onCall.warnings, ...onBody.warnings].map(({ rule }) => rule);
    const rule = rules.find((candidate) => candidate.id === id);
    const isSilent =
      rule?.quiet === true || rule?.cases.some(({ then }) => ['rename', 'role'].includes(then[0]?.op ?? ''));
    if (onCall.rejected === undefined && isSilent !== true) expect(warned).toContain(id);
    const all = {
      ...onCall,
      rejected: onCall.rejected?.message,
      ...onBody,
      warnings: [],
    } as unknown as JsonObject;
    for (const [path, value] of Object.entries(becomes)) {
      const actual = path === 'rejected' ? onCall.rejected?.message.includes(id) : valueAt(all, path);
      expect(actual, path).toEqual(value);
    }
  });

  it('none touches a call that says nothing but text', () => {
    for (const [, target] of cases) {
      const [provider = '', protocol = '', model = ''] = target.split(' ');
      const call = callOf(provider, model, {});
      const { warnings } = applyQuirks(call, { provider, protocol, mode: 'apply', rules });
      const told = warnings.filter(({ code }) => code === 'dropped');
      expect(told, target).toEqual([]);
    }
  });
});

function callOf(provider: string, id: string, said: Said): Call {
  const {
    messages = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] as Message[],
    facts = {},
    ...rest
  } = said;
  return {
    operation: 'text',
    model: { spec: `${provider}:${id}`, provider, id, facts },
    messages,
    stream: false,
    control: {
      startedAt: 0,
      timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
      retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
    },
    ...rest,
  };
}
