// Each level of thinking and a budget, for one model of each way to say it: what is sent, and what is told.
import { createClient, type Effort, type Warning } from 'reqllm';
import { describe, expect, it } from 'vitest';
import { efforts } from '../src/core/call.ts';
import { isRecord, isSameJson } from '../src/core/json.ts';
import { expectPart, table } from './support/generated-page.ts';

const client = createClient({ env: {} });
const maxTokens = 30_000;
const budgetTokens = 4_000;

/** How models are told to think, and one of each. */
const models = {
  effort: 'openai:gpt-5',
  'effort, with none': 'openai:gpt-5.1',
  budget: 'anthropic:claude-sonnet-4-5',
  'budget in a range': 'google:gemini-2.5-flash',
  level: 'google:gemini-3-pro-preview',
  adaptive: 'anthropic:claude-opus-4-6',
  toggle: 'zai:glm-4.6',
  'toggle and effort': 'deepseek:deepseek-reasoner',
  always: 'xai:grok-4.5',
  none: 'openai:gpt-4.1',
} as const;
type Wish = Effort | 'a budget';
const wishes: readonly Wish[] = [...efforts, 'a budget'];

interface Sent {
  /** The members that the wish changes, in short. */
  readonly said: string;
  readonly warnings: readonly Warning[];
}

async function sent(spec: string, wish: Wish): Promise<Sent> {
  const reasoning = wish === 'a budget' ? { budgetTokens } : wish;
  const plain = await client.explain(spec, 'Hi', { maxTokens });
  const { request, changes } = await client.explain(spec, 'Hi', { maxTokens, reasoning });
  return { said: added(plain.request.body, request.body).join(', '), warnings: changes };
}

/** What is in the second and not in the first, each by its last name. */
function added(before: unknown, after: unknown, name = ''): string[] {
  if (isSameJson(before, after)) return [];
  if (!isRecord(after)) return [`${name} ${JSON.stringify(after)}`];
  const old = isRecord(before) ? before : {};
  return Object.entries(after).flatMap(([key, value]) =>
    added(old[key], value, key === 'type' || key === 'effort' ? `${name}.${key}` : key),
  );
}

describe('how hard a model thinks', () => {
  it('is said in its own way, with a warning wherever that is another level', async () => {
    const rows: string[][] = [];
    for (const [style, spec] of Object.entries(models)) {
      for (const wish of wishes) {
        const { said, warnings } = await sent(spec, wish);
        const isTold = warnings.some(({ setting = '' }) => /^(?:reasoning|maxTokens)/.test(setting));
        const mark = isTold ? ' \\*' : '';
        rows.push([style, `\`${spec}\``, wish, said === '' ? `nothing${mark}` : `\`${said}\`${mark}`]);
      }
    }
    expect(rows).toHaveLength(80);
    expectPart(
      'docs/conversations.md',
      'reasoning',
      table(['way', 'model', 'asked', 'sent'], rows).join('\n'),
    );
  });

  // Models with budgets have no words for levels: what a level comes to is what the table says.
  it.each([
    models.effort,
    models['effort, with none'],
    models.level,
    models['toggle and effort'],
    models.always,
  ])('%s: a level that is not sent by its name is told of', async (spec) => {
    for (const wish of efforts) {
      const { said, warnings } = await sent(spec, wish);
      const isSaid = said.includes(`"${wish}"`) || (wish === 'none' && said.includes('"disabled"'));
      expect([spec, wish, isSaid || warnings.length > 0]).toEqual([spec, wish, true]);
    }
  });

  it('is no wish that a model without thoughts is sent', async () => {
    for (const wish of wishes) {
      const { said, warnings } = await sent(models.none, wish);
      expect(said).toBe('');
      expect(warnings.map(({ code }) => code)).toEqual(wish === 'none' ? [] : ['dropped']);
    }
  });
});
