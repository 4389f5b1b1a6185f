import { describe, expect, it } from 'vitest';
import type { Call } from '../core/call.ts';
import { deepFreeze } from '../core/json.ts';
import type { Message } from '../core/message.ts';
import { knowledgeIn } from './knowledge.ts';
import { packaged } from './models.ts';
import { type CertainFacts, checkFacts, type PreflightResult } from './preflight.ts';
import { rulesFor } from './quirks/load.ts';

const tool = { name: 'add', inputSchema: { type: 'object' } } as const;
const image = { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } } as const;
const user = (...content: Extract<Message, { role: 'user' }>['content']): Message => ({
  role: 'user',
  content,
});
const text = { type: 'text', text: 'Hi' } as const;

// Facts that no release of the catalogue changes under the tests.
const plain = knownAs({ tools: false, reasoning: false, temperature: false, input: ['text'] });
const levels = knownAs({
  efforts: { none: null, minimal: null, low: 'low', medium: null, high: 'high', xhigh: null, max: null },
});

function knownAs(said: {
  readonly tools?: false;
  readonly reasoning?: false;
  readonly temperature?: false;
  readonly input?: CertainFacts['capabilities']['input'];
  readonly efforts?: CertainFacts['capabilities']['reasoning']['efforts'];
}): CertainFacts {
  const found = knowledgeIn(packaged, 'openai', 'gpt-4o-mini');
  if (found === undefined) throw new TypeError('gpt-4o-mini is gone');
  const { capabilities } = found;
  const { tools, reasoning, temperature, input, efforts } = said;
  return {
    kind: 'chat',
    isListed: true,
    capabilities: {
      ...capabilities,
      input: input ?? capabilities.input,
      tools: { ...capabilities.tools, supported: tools ?? true },
      reasoning: {
        supported: reasoning ?? true,
        canDisable: 'unknown',
        onByDefault: 'unknown',
        ...(efforts === undefined ? {} : { efforts, style: 'effort' }),
        budget: { min: 1_024, max: 8_192 },
      },
      sampling: { ...capabilities.sampling, temperature: temperature ?? 'unknown' },
    },
  };
}

async function check(
  said: Partial<Call>,
  known: CertainFacts,
  control: Partial<Call['control']> = {},
): Promise<PreflightResult> {
  const call = callOf(said, control);
  const rules = await rulesFor('nobody');
  const { quirks: mode } = call.control;
  return checkFacts(call, known, { provider: 'nobody', protocol: 'openai-chat', mode, rules });
}

function callOf(said: Partial<Call>, control: Partial<Call['control']>): Call {
  return deepFreeze({
    operation: 'text',
    model: { spec: 'nobody:m', provider: 'nobody', id: 'm', facts: { maxOutputTokens: 1_000 } },
    messages: [user(text)],
    stream: false,
    control: {
      startedAt: 0,
      timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
      retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
      ...control,
    },
    ...said,
  } satisfies Call);
}

describe('what a model certainly cannot do', () => {
  it('is refused before anything is sent', async () => {
    const { rejected } = await check({ tools: [tool] }, plain);
    expect(rejected?.code).toBe('unsupported');
    expect(rejected?.message).toContain('nobody:m: The model takes no tools. Nothing was sent');
    const embedding = await check({}, { ...plain, kind: 'embedding' });
    expect(embedding.rejected?.message).toContain('an embedding model; use `embed`');
  });

  it('is let through when it is not certain, when tools are not to be used, and when facts are off', async () => {
    const unknown = {
      ...plain.capabilities,
      tools: { ...plain.capabilities.tools, supported: 'unknown' },
    } as const;
    expect(await check({ tools: [tool] }, { ...plain, capabilities: unknown })).toMatchObject({
      warnings: [],
    });
    expect((await check({ tools: [tool], toolChoice: 'none' }, plain)).rejected).toBeUndefined();
    const off = await check({ tools: [tool], temperature: 0.5 }, plain, { quirks: 'off' });
    expect(off.call).toMatchObject({ tools: [tool], temperature: 0.5 });
    expect(off.warnings).toEqual([]);
  });
});

describe('settings that a model would refuse', () => {
  it('are left out or moved, each with a warning that names the fact', async () => {
    const said = { temperature: 0.5, reasoning: { effort: 'high' }, maxTokens: 5_000 } as const;
    const { call, warnings } = await check(said, plain);
    expect(call).not.toHaveProperty('temperature');
    expect(call).not.toHaveProperty('reasoning');
    expect(call.maxTokens).toBe(1_000);
    expect(warnings).toMatchObject([
      { code: 'dropped', setting: 'reasoning', from: 'high', rule: 'catalog.reasoning' },
      { code: 'dropped', setting: 'temperature', from: 0.5, rule: 'catalog.temperature' },
      { code: 'changed', setting: 'maxTokens', from: 5_000, to: 1_000, rule: 'catalog.max-tokens' },
    ]);
  });

  it('go as they are when the model takes them', async () => {
    const said = { temperature: 1, reasoning: { effort: 'high' }, maxTokens: 1_000 } as const;
    const { call, warnings } = await check(said, levels);
    expect(call).toMatchObject(said);
    expect(warnings).toEqual([]);
  });

  it('an effort of none is what a model without reasoning does anyway', async () => {
    const { call, warnings } = await check({ reasoning: { effort: 'none' } }, plain);
    expect(call).not.toHaveProperty('reasoning');
    expect(warnings).toEqual([]);
  });

  it.each([
    ['minimal', 'low'],
    ['medium', 'low'],
    ['xhigh', 'high'],
    ['max', 'high'],
  ] as const)('the effort %s becomes %s, the nearest that there is', async (effort, to) => {
    const { call, warnings } = await check({ reasoning: { effort } }, levels);
    expect(call.reasoning?.effort).toBe(to);
    expect(warnings).toMatchObject([{ code: 'changed', from: effort, to, rule: 'catalog.effort' }]);
  });

  it('budgets are moved into their bounds; no budget stays none', async () => {
    const budget = async (budgetTokens: number): Promise<number | undefined> =>
      (await check({ reasoning: { budgetTokens } }, levels)).call.reasoning?.budgetTokens;
    expect([await budget(10), await budget(2_000), await budget(99_999), await budget(0)]).toEqual([
      1_024, 2_000, 8_192, 0,
    ]);
  });

  it('are only spoken of with warn, and refused with error', async () => {
    const warned = await check({ temperature: 0.5, tools: [tool] }, plain, { quirks: 'warn' });
    expect(warned.call).toMatchObject({ temperature: 0.5 });
    expect(warned.warnings.map(({ code }) => code)).toEqual(['advice', 'advice']);
    const refused = await check({ temperature: 0.5 }, plain, { quirks: 'error' });
    expect(refused.rejected?.code).toBe('unsupported');
    expect(refused.call.temperature).toBe(0.5);
  });
});

describe('images for a model that reads text only', () => {
  const answered: Message = { role: 'assistant', content: [text] };

  it('are refused in the newest turn of the user; in results of tools a line of text tells of them', async () => {
    expect((await check({ messages: [user(text, image)] }, plain)).rejected?.message).toContain(
      'The model takes no image (it takes text).',
    );
    const result: Message = {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: '1', content: [image] }],
    };
    const { call, warnings, rejected } = await check({ messages: [user(text), answered, result] }, plain);
    expect(rejected).toBeUndefined();
    expect(call.messages.at(-1)?.content).toMatchObject([
      { content: [{ type: 'text', text: '(There was an image here, which this model cannot take.)' }] },
    ]);
    expect(warnings).toMatchObject([{ code: 'dropped', setting: 'messages[2].content' }]);
  });

  it('become a line of text in earlier turns, with a warning', async () => {
    const messages = [user(text, image), answered, user(text)];
    const { call, warnings, rejected } = await check({ messages }, plain);
    expect(rejected).toBeUndefined();
    expect(call.messages[0]?.content).toEqual([
      text,
      { type: 'text', text: '(There was an image here, which this model cannot take.)' },
    ]);
    expect(call.messages.slice(1)).toEqual(messages.slice(1));
    expect(warnings).toMatchObject([
      { code: 'dropped', setting: 'messages[0].content', rule: 'catalog.input' },
    ]);
  });

  it("become a line of text everywhere with onUnsupported: 'drop'", async () => {
    const { call, rejected } = await check({ messages: [user(image)] }, plain, { onUnsupported: 'drop' });
    expect(rejected).toBeUndefined();
    expect(JSON.stringify(call.messages)).not.toContain('AAAA');
  });

  it('go through when no source lists what the model reads, and documents always do', async () => {
    const guessed = await check({ messages: [user(image)] }, { ...plain, isListed: false });
    expect(guessed.call.messages[0]?.content).toEqual([image]);
    const pdf = { type: 'file', source: { data: 'AAAA', mediaType: 'application/pdf' } } as const;
    expect((await check({ messages: [user(pdf)] }, plain)).call.messages[0]?.content).toEqual([pdf]);
  });
});
