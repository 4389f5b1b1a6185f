import { describe, expect, it } from 'vitest';
import type { Call, QuirkMode } from '../../core/call.ts';
import { deepFreeze } from '../../core/json.ts';
import { applyBodyQuirks } from './apply-body.ts';
import { applyQuirks } from './apply.ts';
import { planFor } from './compile.ts';
import { allRules, rulesFor } from './load.ts';
import { editSchema } from './schema-edit.ts';
import type { QuirkContext, Rule } from './rule.ts';

const rules = await allRules();
const at = (provider: string, mode: QuirkMode = 'apply', protocol = 'openai-chat'): QuirkContext => ({
  provider,
  protocol,
  mode,
  rules,
});

function callOf(spec: string, said: Partial<Call> = {}): Call {
  const [provider = '', id = ''] = spec.split(/:(.*)/);
  return deepFreeze({
    operation: 'text',
    model: { spec, provider, id, facts: {} },
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
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
    ...said,
  });
}

function rule(id: string, match: Rule['match'], then: Rule['cases'][number]['then']): Rule {
  return { id, match, says: id, cases: [{ then }], enforced: 'engine', source: 'test', confidence: 'obs' };
}

describe('modes', () => {
  const call = callOf('openai:o3', { temperature: 0.5 });

  it('apply: changes the call and names the rule', () => {
    const { call: sent, warnings, rejected } = applyQuirks(call, at('openai'));
    expect(sent).not.toHaveProperty('temperature');
    expect(rejected).toBeUndefined();
    expect(warnings).toEqual([
      {
        code: 'dropped',
        message: '`temperature` was left out (rule openai.sampling.o-series for openai:o3).',
        setting: 'temperature',
        from: 0.5,
        rule: 'openai.sampling.o-series',
      },
    ]);
    expect(call.temperature).toBe(0.5);
  });

  it('warn: leaves the call as it is', () => {
    const { call: sent, warnings } = applyQuirks(call, at('openai', 'warn'));
    expect(sent).toBe(call);
    expect(warnings).toMatchObject([{ code: 'advice', rule: 'openai.sampling.o-series' }]);
    const refused = applyQuirks(
      callOf('openai:gpt-5-chat-latest', { tools: [{ name: 'a', inputSchema: {} }] }),
      at('openai', 'warn'),
    );
    expect(refused.rejected).toBeUndefined();
    expect(refused.warnings).toMatchObject([{ code: 'advice', rule: 'openai.sampling.gpt5-chat' }]);
  });

  it('error: refuses what would have to be changed, and only that', () => {
    const { rejected, call: sent } = applyQuirks(call, at('openai', 'error'));
    expect(rejected).toMatchObject({ code: 'unsupported', phase: 'encode' });
    expect(rejected?.message).toContain('openai.sampling.o-series');
    expect(sent).toBe(call);
    const addition = applyQuirks(
      callOf('openai:gpt-5.6-sol', { tools: [{ name: 'a', inputSchema: {} }] }),
      at('openai', 'error'),
    );
    expect(addition.rejected).toBeUndefined();
    expect(addition.call.reasoning).toEqual({ effort: 'none' });
    const body = applyBodyQuirks(
      { prompt_cache_retention: '24h' },
      callOf('openai:gpt-6-sol'),
      at('openai', 'error'),
    );
    expect(body.rejected?.message).toContain('openai.cache.retention');
  });

  it('off: does nothing', () => {
    expect(applyQuirks(call, at('openai', 'off'))).toEqual({ call, warnings: [] });
    const body = { prompt_cache_retention: '24h' };
    expect(applyBodyQuirks(body, callOf('openai:gpt-6-sol'), at('openai', 'off')).body).toBe(body);
  });
});

describe('choosing', () => {
  it('works for ids that no catalogue lists, and for ids with a lab or a region in front', () => {
    const next = applyQuirks(callOf('openai:o4-next-2030', { temperature: 0.1 }), at('openai'));
    expect(next.call).not.toHaveProperty('temperature');
    const routed = planFor(at('deepinfra'), 'Qwen/Qwen9').rules.map(({ id }) => id);
    expect(routed).toContain('qwen.schema-defs');
    const regional = planFor(
      at('amazon-bedrock', 'apply', 'bedrock-invoke-anthropic'),
      'us.anthropic.claude-3-5-haiku-v1:0',
    );
    expect(regional.rules.map(({ id }) => id)).toContain('anthropic.output.tool');
  });

  it('keeps a tolerated temperature and what an effort of none allows', () => {
    expect(applyQuirks(callOf('openai:o3', { temperature: 1 }), at('openai')).warnings).toEqual([]);
    const plain = callOf('openai:gpt-5.4', { temperature: 0.5 });
    expect(applyQuirks(plain, at('openai')).call).toBe(plain);
    const off = callOf('openai:gpt-5.5', { temperature: 0.5, reasoning: { effort: 'none' } });
    expect(applyQuirks(off, at('openai')).call).toBe(off);
  });

  it('lets the nearer rule win, whole formats under providers under families under models', () => {
    const clamp = (max: number) => [{ op: 'clamp', param: 'topK', max } as const];
    const mine = [
      rule('model', { model: ['m-1'] }, clamp(1)),
      rule('family', { provider: ['p'], model: ['m-*'] }, clamp(2)),
      rule('provider', { provider: ['p'] }, clamp(3)),
      rule('format', { api: ['openai-chat'] }, clamp(4)),
    ];
    const topKOf = (spec: string): number | undefined =>
      applyQuirks(callOf(spec, { topK: 9 }), { ...at(spec.split(':')[0] ?? ''), rules: mine }).call.topK;
    expect([topKOf('p:m-1'), topKOf('p:m-2'), topKOf('p:x'), topKOf('q:x')]).toEqual([1, 2, 3, 4]);
    expect(topKOf('q:m-1')).toBe(1);
  });

  it('loads only the rules that a provider can meet, once', async () => {
    expect(await rulesFor('groq')).toBe(await rulesFor('groq'));
    const ids = (await rulesFor('groq')).map(({ id }) => id);
    expect(ids.some((id) => id.startsWith('groq.'))).toBe(true);
    expect(ids.some((id) => id.startsWith('openai.sampling'))).toBe(false);
  });

  it('finds every rule that names a provider on the shelves of that provider', async () => {
    const lost: string[] = [];
    for (const { id, match } of rules)
      for (const provider of match.provider ?? []) {
        const own = await rulesFor(provider.replace('*', ''));
        if (!own.some((candidate) => candidate.id === id)) lost.push(`${id} for ${provider}`);
      }
    expect(lost).toEqual([]);
  });
});

describe('schemas', () => {
  it('lose keywords at every depth and keep the rest as it is', () => {
    const schema = {
      type: 'object',
      properties: {
        pattern: { type: 'string', pattern: 'x' },
        list: { items: { anyOf: [{ minLength: 1 }] } },
      },
    };
    expect(editSchema(schema, { op: 'schema', for: 'tools', strip: ['pattern', 'minLength'] })).toEqual({
      type: 'object',
      properties: { pattern: { type: 'string' }, list: { items: { anyOf: [{}] } } },
    });
    expect(editSchema(schema, { op: 'schema', for: 'tools', strip: ['maximum'] })).toBe(schema);
  });

  it('keep definitions that hold themselves', () => {
    const schema = {
      $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } },
      $ref: '#/$defs/node',
    };
    expect(editSchema(schema, { op: 'schema', for: 'tools', inlineDefs: true })).toBe(schema);
  });
});

describe('cost', () => {
  it('of a call that no rule touches is a few looks at it, also the first time', () => {
    const calls = [callOf('openai:gpt-4o', { temperature: 0.5, maxTokens: 10 }), callOf('nobody:knows')];
    for (const call of calls) {
      const { watched, looks } = countLooks(call);
      const context = at(call.model.provider);
      for (let turn = 0; turn < 100; turn++) applyQuirks(watched, context);
      // Whoever copies a call, or walks its messages and tools, looks at each of its fields.
      expect(looks()).toBeLessThan(100 * 10);
    }
  });
});

/** The call, with a count of how often a field of it, or of a thing in it, is looked at. */
function countLooks<T extends object>(call: T): { watched: T; looks: () => number } {
  let count = 0;
  const watch = <U extends object>(of: U): U =>
    new Proxy(of, {
      get: (target, name, receiver) => {
        count += 1;
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'object' && value !== null && !Object.isFrozen(target) ? watch(value) : value;
      },
      ownKeys: (target) => {
        const keys = Reflect.ownKeys(target);
        count += keys.length;
        return keys;
      },
    });
  return { watched: watch(call), looks: () => count };
}
