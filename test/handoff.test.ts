// A conversation that begins on one provider, goes on on another and comes back, for every pair, over real HTTP. The
// simulator's servers refuse what the vendors refuse.
import {
  append,
  assistant,
  type Context,
  context,
  type Message,
  type ModelObject,
  toolResult,
  user,
} from 'reqllm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../src/client/client.ts';
import type { Json } from '../src/core/json.ts';
import type { ModelResponse } from '../src/core/response.ts';
import { type Simulator, simulator } from '../src/testing/simulator.ts';
import type { Turn } from '../src/testing/turn.ts';

interface Host extends ModelObject {
  readonly protocol: string;
  /** What proves its thoughts, where it signs them. */
  readonly signature?: string;
}

const sealed = (id: string): string => JSON.stringify({ id, encrypted_content: `gAAAAB-${id}` });
const hosts: readonly Host[] = [
  { provider: 'openai', id: 'gpt-4.1', protocol: 'openai-chat' },
  { provider: 'openai', id: 'gpt-5', protocol: 'openai-responses', signature: sealed('rs_openai') },
  {
    provider: 'anthropic',
    id: 'claude-sonnet-4-5',
    protocol: 'anthropic-messages',
    signature: 'EqQB-anthropic',
  },
  { provider: 'google', id: 'gemini-3-pro-preview', protocol: 'google-generate', signature: 'CikB-google' },
  {
    provider: 'google',
    id: 'gemini-3-flash-preview',
    protocol: 'google-interactions',
    signature: 'CikB-interactions',
  },
  {
    provider: 'amazon-bedrock',
    id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    protocol: 'bedrock-converse',
    signature: 'EqQB-converse',
  },
  {
    provider: 'amazon-bedrock',
    id: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    protocol: 'bedrock-invoke-anthropic',
    signature: 'EqQB-invoke',
  },
  { provider: 'cohere', id: 'command-a-03-2025', protocol: 'cohere-chat' },
  { provider: 'ollama', id: 'qwen3', protocol: 'ollama-chat' },
  { provider: 'mistral', id: 'magistral-medium-latest', protocol: 'openai-chat' },
  { provider: 'deepseek', id: 'deepseek-reasoner', protocol: 'openai-chat' },
  { provider: 'xai', id: 'grok-4', protocol: 'openai-responses', signature: sealed('rs_xai') },
];
const nameOf = ({ provider, protocol }: Host): string => `${provider} (${protocol})`;
const pairs = hosts.flatMap((from) =>
  hosts
    .filter((to) => to !== from)
    .map((to): [string, Host, Host] => [`${nameOf(from)} → ${nameOf(to)}`, from, to]),
);

const tools = ['look_up', 'measure'].map((name) => ({
  name,
  inputSchema: { type: 'object', properties: {} },
}));
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
const image = { type: 'image' as const, source: { data: pixel, mediaType: 'image/png' } };
const elsewhere = { provider: 'elsewhere', protocol: 'unheard-of', model: 'm' };

/** All that a stored conversation may bring along: foreign ids, proofs and parts, calls without results and the reverse. */
const history: readonly Message[] = [
  { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
  user([{ type: 'text', text: 'What is this?' }, image]),
  {
    role: 'assistant',
    origin: elsewhere,
    content: [
      { type: 'reasoning', text: 'Hm.', signature: 'foreign-proof' },
      { type: 'extra', provider: 'elsewhere', value: { type: 'opaque', data: 'foreign-data' } },
      { type: 'text', text: 'I look it up.' },
      {
        type: 'tool-call',
        id: 'functions.look_up:0',
        name: 'look_up',
        input: { a: 1 },
        signature: 'foreign-mark',
      },
      { type: 'tool-call', id: `call|${'x'.repeat(80)}`, name: 'measure', input: {} },
      { type: 'tool-call', id: 'never answered', name: 'measure', input: {} },
    ],
  },
  user('While you wait: hurry.'),
  toolResult({ id: `call|${'x'.repeat(80)}`, name: 'measure' }, [{ type: 'text', text: 'See:' }, image]),
  toolResult({ id: 'functions.look_up:0', name: 'look_up' }, 'no such thing', { isError: true }),
  toolResult({ id: 'of another conversation' }, 'lost'),
  { role: 'assistant', origin: elsewhere, content: [{ type: 'reasoning', text: 'Only thoughts.' }] },
  user('And?'),
  assistant('A pixel.'),
  { role: 'system', content: [{ type: 'text', text: 'Be kind, too.' }] },
  user('Measure it twice.'),
];

const asking = ({ signature }: Host): Turn => ({
  reasoning: 'Two tools will do.',
  ...(signature === undefined ? {} : { signature }),
  text: 'One moment.',
  toolCalls: [
    { name: 'measure', input: { n: 1 } },
    { name: 'look_up', input: {} },
  ],
});

let stage: Simulator;
let client: Client;
let next: Turn = {};
beforeAll(async () => {
  stage = await simulator({ turns: () => next });
  client = stage.client();
});
afterAll(() => stage.close());

async function say(host: Host, conversation: Context, turn: Turn): Promise<ModelResponse> {
  next = turn;
  const { provider, id, protocol } = host;
  return client.generateText({ provider, id, protocol }, conversation, { tools, maxTokens: 9_000, retry: 0 });
}

/** Two turns on one host: it calls two tools, of which one fails, and answers. */
async function round(host: Host, conversation: Context): Promise<{ asked: ModelResponse; context: Context }> {
  const asked = await say(host, conversation, asking(host));
  const [first, second] = asked.toolCalls;
  if (first === undefined || second === undefined) throw new Error('two calls were scripted');
  const results = [toolResult(second, 'broken', { isError: true }), toolResult(first, { cm: 3 })];
  const answered = await say(host, append(asked.context, ...results), { text: 'Three centimetres.' });
  return { asked, context: append(answered.context, user('Go on.')) };
}

function lastBody(): string {
  return JSON.stringify(stage.requests.at(-1)?.body);
}

describe('a conversation from anywhere', () => {
  it.each(pairs)('%s and back', async (_name, from, to) => {
    const there = await round(from, context(...history));
    const home = proofsIn(stage.requests.at(-1)?.body ?? null);
    const elsewhereNow = await round(to, there.context);
    expectNoForeign(from, to);
    expectTold(elsewhereNow.asked, from);
    const back = await say(from, elsewhereNow.context, { text: 'Done.' });
    expect(back.text).toBe('Done.');
    // Empty members and the mark that skips Google's check may follow; what was signed is the same to the byte.
    expect(proofsIn(stage.requests.at(-1)?.body ?? null).slice(0, home.length)).toEqual(home);
    if (from.signature !== undefined) expect(home.join()).toContain(secretOf(from.signature));
    expectNoForeign(to, from);
    // What was said stays in its order, for the caller to keep.
    expect(back.context.messages.slice(0, history.length)).toEqual(history);
  });

  it.each(hosts.map((host): [string, Host] => [nameOf(host), host]))(
    'is all told of: %s',
    async (_name, host) => {
      const { warnings } = await say(host, context(...history), { text: 'Yes.' });
      const said = warnings.map(({ code, setting }) => `${code} ${setting}`);
      expect(said).toEqual(
        expect.arrayContaining([
          'dropped messages[2]',
          'added messages[2].content[5]',
          'changed messages[4].content[0]',
          'changed messages[5].content[0]',
          'dropped messages[6].content[0]',
          'dropped messages[7]',
        ]),
      );
      expect(lastBody()).not.toMatch(/foreign-(?:proof|data|mark)/);
      expect(lastBody()).not.toContain('Only thoughts.');
      const told = await client.generateText(
        { provider: host.provider, id: host.id, protocol: host.protocol },
        context(...history),
        { tools, maxTokens: 9_000, foreignReasoning: 'text', retry: 0 },
      );
      expect(lastBody()).toContain('Only thoughts.');
      expect(told.warnings.some(({ message }) => message.includes('sent as text'))).toBe(true);
    },
  );
});

/** Everything in a request that proves who thought it, with the object that carries it. */
function proofsIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value) as [string, Json][];
  const own = entries.some(
    ([name, member]) =>
      typeof member === 'string' &&
      /^(?:signature|thoughtSignature|encrypted_content|reasoning_content)$/.test(name),
  );
  return own ? [JSON.stringify(value)] : entries.flatMap(([, member]) => proofsIn(member));
}

function expectNoForeign({ signature }: Host, { signature: own }: Host): void {
  const proof = secretOf(signature);
  if (proof !== undefined && proof !== secretOf(own)) expect(lastBody()).not.toContain(proof);
}

function secretOf(signature: string | undefined): string | undefined {
  return signature?.startsWith('{') === true ? /gAAAAB-\w+/.exec(signature)?.[0] : signature;
}

function expectTold({ warnings, context: after }: ModelResponse, from: Host): void {
  const index = after.messages.findIndex(
    (message) =>
      message.role === 'assistant' &&
      message.origin?.provider === from.provider &&
      message.content.some(({ type }) => type === 'reasoning'),
  );
  expect(index).toBeGreaterThan(0);
  const told = warnings.filter(({ setting = '' }) => setting.startsWith(`messages[${index}]`));
  expect(told.map(({ code }) => code)).toContain('dropped');
}
