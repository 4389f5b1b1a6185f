// A conversation that begins on one provider, goes on on another and comes back, over real HTTP. The simulator's servers
// refuse what the vendors refuse.
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
import { expect } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import type { TextOptions } from '../../src/client/options.ts';
import type { Json } from '../../src/core/json.ts';
import type { ModelResponse } from '../../src/core/response.ts';
import { type Simulator, simulator } from '../../src/testing/simulator.ts';
import type { Turn } from '../../src/testing/turn.ts';

/** Who is asked, with which format. */
export interface Host extends ModelObject {
  readonly protocol: string;
  /** What proves its thoughts, where it signs them. */
  readonly signature?: string;
}

const sealed = (id: string): string => JSON.stringify({ id, encrypted_content: `gAAAAB-${id}` });

/** One host of every format, and those that differ from its owner. */
export const hosts: readonly Host[] = [
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
  {
    provider: 'openrouter',
    id: 'anthropic/claude-sonnet-4.5',
    protocol: 'openai-chat',
    signature: 'EqQB-openrouter',
  },
  {
    provider: 'google-vertex',
    id: 'gemini-3-pro-preview',
    protocol: 'google-generate',
    signature: 'CikB-vertex',
  },
  {
    provider: 'google-vertex',
    id: 'claude-sonnet-4-5@20250929',
    protocol: 'anthropic-messages',
    signature: 'EqQB-vertex',
  },
  { provider: 'azure', id: 'gpt-5', protocol: 'openai-responses', signature: sealed('rs_azure') },
  { provider: 'azure', id: 'claude-sonnet-4-5', protocol: 'anthropic-messages', signature: 'EqQB-azure' },
  { provider: 'xai', id: 'grok-4', protocol: 'openai-responses', signature: sealed('rs_xai') },
];
/** What a host is called in the names of tests. */
export const nameOf = ({ provider, protocol, id }: Host): string =>
  `${provider} (${/^[a-z-]+/.exec(id)?.[0]} over ${protocol})`;

const tools = ['look_up', 'measure'].map((name) => ({
  name,
  inputSchema: { type: 'object', properties: {} },
}));
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
const image = { type: 'image' as const, source: { data: pixel, mediaType: 'image/png' } };
const elsewhere = { provider: 'elsewhere', protocol: 'unheard-of', model: 'm' };

/** All that a stored conversation may bring along: foreign ids, proofs and parts, calls without results and the reverse. */
export const history: readonly Message[] = [
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

/** One simulator for all pairs, that says what it is told to. */
export class Journeys {
  readonly #stage: Simulator;
  readonly #client: Client;
  readonly #script: { next: Turn };

  private constructor(stage: Simulator, script: { next: Turn }) {
    this.#stage = stage;
    this.#client = stage.client();
    this.#script = script;
  }

  static async start(): Promise<Journeys> {
    const script: { next: Turn } = { next: {} };
    return new Journeys(await simulator({ turns: () => script.next }), script);
  }

  close(): Promise<void> {
    return this.#stage.close();
  }

  get lastBody(): Json {
    return this.#stage.requests.at(-1)?.body ?? null;
  }

  say(host: Host, conversation: Context, turn: Turn, more: TextOptions = {}): Promise<ModelResponse> {
    this.#script.next = turn;
    const { provider, id, protocol } = host;
    const options = { tools, maxTokens: 9_000, retry: 0, ...more } as const;
    return this.#client.generateText({ provider, id, protocol }, conversation, options);
  }

  /** From one host to the other and home again, with tools on the way, all of it checked. */
  async thereAndBack(from: Host, to: Host, more: TextOptions = {}): Promise<void> {
    const there = await this.#round(from, context(...history), more);
    const home = proofsIn(this.lastBody);
    const elsewhereNow = await this.#round(to, there.context, more);
    this.#expectNoForeign(from, to);
    expectTold(elsewhereNow.asked, from);
    const back = await this.say(from, elsewhereNow.context, { text: 'Done.' }, more);
    expect(back.text).toBe('Done.');
    // Empty members and the mark that skips Google's check may follow; what was signed is the same to the byte.
    expect(proofsIn(this.lastBody).slice(0, home.length)).toEqual(home);
    if (from.signature !== undefined) expect(home.join()).toContain(secretOf(from.signature));
    this.#expectNoForeign(to, from);
    // What was said stays in its order, for the caller to keep.
    expect(back.context.messages.slice(0, history.length)).toEqual(history);
  }

  /** Two turns on one host: it calls two tools, of which one fails, and answers. */
  async #round(
    host: Host,
    conversation: Context,
    more: TextOptions,
  ): Promise<{ asked: ModelResponse; context: Context }> {
    const asked = await this.say(host, conversation, asking(host), more);
    const [first, second] = asked.toolCalls;
    if (first === undefined || second === undefined) throw new Error('two calls were scripted');
    const results = [toolResult(second, 'broken', { isError: true }), toolResult(first, { cm: 3 })];
    const answered = await this.say(
      host,
      append(asked.context, ...results),
      { text: 'Three centimetres.' },
      more,
    );
    return { asked, context: append(answered.context, user('Go on.')) };
  }

  #expectNoForeign({ signature }: Host, { signature: own }: Host): void {
    const proof = secretOf(signature);
    if (proof !== undefined && proof !== secretOf(own))
      expect(JSON.stringify(this.lastBody)).not.toContain(proof);
  }
}

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
