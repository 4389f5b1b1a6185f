// Hosts of every protocol whose servers read what they are sent, without a network between.
import fc, { type Arbitrary } from 'fast-check';
import { context, createClient, handoff, type Message, type ModelObject } from 'reqllm';
import type { Client } from '../../src/client/client.ts';
import { safe } from '../../src/client/safe.ts';
import { isReqLLMError } from '../../src/core/error.ts';
import type { Json } from '../../src/core/json.ts';
import type { Warning } from '../../src/core/warning.ts';
import type { HttpRequest } from '../../src/http/transport.ts';
import { createSwitchboard, type Switchboard } from '../../src/testing/switchboard.ts';
import { chunksOfTurn } from '../../src/testing/turn.ts';
import { histories, type Source } from './random-history.ts';
import { unsaid } from './said-elsewhere.ts';

/** A host, and what its manners allow. */
export interface Host extends ModelObject, Source {
  readonly protocol: string;
  /** Whether it takes none of its own thoughts back, so that nobody is told. */
  readonly forgetsThoughts?: boolean;
  readonly takesNoImages?: boolean;
  readonly takesNoTools?: boolean;
}

const sealed = (mark: string): string =>
  JSON.stringify({ id: `rs_${mark}`, encrypted_content: `gAAAA${mark}` });
const item = (mark: string): string => JSON.stringify({ id: `fc_${mark}` });
const plain = { thoughts: (mark: string): string => `EqQB${mark}` };
const google = { thoughts: plain.thoughts, call: plain.thoughts };
const sonnet = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

// What these hosts make up themselves, they take back.
const openaiIds = ['call_abc123', 'call_xyz'];
const ownIds: Readonly<Record<string, readonly string[]>> = {
  openai: openaiIds,
  azure: openaiIds,
  xai: openaiIds,
  mistral: ['Ab3dE5gH9', 'x1Y2z3A4b'],
  anthropic: ['toolu_01A', 'toolu_01B'],
  openrouter: ['toolu_01A', 'toolu_01B'],
  'amazon-bedrock': ['tooluse_1', 'call_abc123'],
};

function host(
  provider: string,
  id: string,
  protocol: string,
  more: Omit<Partial<Host>, 'provider' | 'id' | 'protocol' | 'origin'> = {},
): Host {
  const ids = ownIds[provider] === undefined ? {} : { ids: ownIds[provider] };
  return { provider, id, protocol, origin: { provider, protocol, model: id }, ...ids, ...more };
}

const forgetful = { forgetsThoughts: true };
const blind = { takesNoImages: true };

/** One host of each protocol, and those whose manners differ from the format's owner. */
export const hosts: readonly Host[] = [
  host('openai', 'gpt-4.1', 'openai-chat', forgetful),
  host('openai', 'gpt-5', 'openai-responses', { signing: { thoughts: sealed, call: item } }),
  host('anthropic', 'claude-sonnet-4-5', 'anthropic-messages', { signing: plain }),
  host('anthropic', 'claude-opus-4-6', 'anthropic-messages', { signing: plain }),
  host('google', 'gemini-2.5-flash', 'google-generate', { signing: google }),
  host('google', 'gemini-3-pro-preview', 'google-generate', { signing: google }),
  host('amazon-bedrock', sonnet, 'bedrock-converse', { signing: plain }),
  host('amazon-bedrock', sonnet, 'bedrock-invoke-anthropic', { signing: plain }),
  host('amazon-bedrock', 'openai.gpt-oss-20b-1:0', 'bedrock-invoke-openai', { ...forgetful, ...blind }),
  host('cohere', 'command-a-03-2025', 'cohere-chat', blind),
  host('ollama', 'qwen3', 'ollama-chat'),
  host('mistral', 'magistral-medium-latest', 'openai-chat', blind),
  host('deepseek', 'deepseek-reasoner', 'openai-chat', { ...forgetful, ...blind }),
  host('perplexity', 'sonar-pro', 'openai-chat', { ...forgetful, takesNoTools: true }),
  host('groq', 'llama-3.3-70b-versatile', 'openai-chat', { ...forgetful, ...blind }),
  host('openrouter', 'anthropic/claude-sonnet-4.5', 'anthropic-messages', { signing: plain }),
  host('azure', 'gpt-4.1', 'openai-responses', { signing: { thoughts: sealed, call: item } }),
  host('xai', 'grok-4', 'openai-responses', { signing: { thoughts: sealed, call: item }, ...blind }),
];

/** One way to go on with a conversation. */
export interface Journey {
  readonly history: readonly Message[];
  readonly to: Host;
  /** Whether it is handed over by hand before, with ids that fit. */
  readonly isByHand: boolean;
  readonly reasoning: 'drop' | 'text';
}

/** Random ways to go on with random conversations. */
export const journeys: Arbitrary<Journey> = fc.record({
  history: histories(hosts),
  to: fc.constantFrom(...hosts),
  isByHand: fc.boolean(),
  reasoning: fc.constantFrom('drop' as const, 'drop' as const, 'text' as const),
});

/** What the servers of all hosts say to conversations. */
export interface Stage {
  /** What is wrong with what arrived: a refusal, or changes that nobody was told of. */
  problems(journey: Journey): Promise<string[]>;
}

const tools = ['look_up', 'measure'].map((name) => ({
  name,
  inputSchema: { type: 'object', properties: {} },
}));

interface Received {
  body: string;
  messages: readonly Message[];
}

export async function handoffStage(): Promise<Stage> {
  const switchboard = await createSwitchboard();
  const origin = 'http://127.0.0.1:1';
  const received: Received = { body: '', messages: [] };
  const client = createClient({
    env: {},
    keys: Object.fromEntries(Object.keys(switchboard.paths).map((id) => [id, 'simulated-key'])),
    baseUrls: Object.fromEntries(Object.entries(switchboard.paths).map(([id, path]) => [id, origin + path])),
    transport: async (request) => {
      const { status, body } = await answer(switchboard, request, received);
      let bytes: Uint8Array | undefined = new TextEncoder().encode(JSON.stringify(body));
      const read = (): Promise<Uint8Array | undefined> => {
        const piece = bytes;
        bytes = undefined;
        return Promise.resolve(piece);
      };
      return { status, headers: { 'content-type': 'application/json' }, body: { read, close: () => {} } };
    },
  });
  return { problems: (journey) => problemsOf(journey, client, received) };
}

async function answer(
  switchboard: Switchboard,
  { method, url, headers, body }: HttpRequest,
  received: Received,
): Promise<{ readonly status: number; readonly body: Json }> {
  const { pathname, search } = new URL(url);
  const found = await switchboard.find(method, pathname + search);
  if (found === undefined) throw new TypeError(`Nobody is at ${pathname}`);
  const { codec, path } = found;
  received.body = typeof body === 'string' ? body : '';
  try {
    const call = codec.parse({ path, headers: { ...headers }, body: JSON.parse(received.body) as Json });
    received.messages = call.messages;
    return { status: 200, body: codec.renderBody(chunksOfTurn({ text: 'Yes.' }, call, 1), call) };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return codec.renderError(error);
  }
}

async function problemsOf(journey: Journey, client: Client, received: Received): Promise<string[]> {
  const { history, to, isByHand, reasoning } = journey;
  const { provider, id, protocol } = to;
  const target = { provider, protocol, model: id, ...(to.takesNoImages === true ? { input: ['text'] } : {}) };
  const handed = isByHand ? await handoff(context(...history), target, { reasoning }) : undefined;
  const conversation = handed?.context ?? context(...history);
  const tried = await safe(
    client.generateText({ provider, id, protocol }, conversation, {
      ...(to.takesNoTools === true ? {} : { tools }),
      maxTokens: 9_000,
      retry: 0,
      foreignReasoning: reasoning,
    }),
  );
  // A picture that is asked about now is refused before anything is sent, which says it, too.
  if (!tried.ok && tried.error.code === 'unsupported' && to.takesNoImages === true && asksOfImages(history))
    return [];
  if (!tried.ok) return [`refused: ${tried.error.code} ${tried.error.message}`];
  const later = tried.value.warnings.map((warning) => placedBack(warning, handed?.from));
  return unsaid({
    target,
    history,
    messages: received.messages,
    body: received.body,
    warnings: [...(handed?.changes ?? []), ...later],
    forgetsThoughts: to.forgetsThoughts ?? false,
  });
}

function asksOfImages(history: readonly Message[]): boolean {
  const newest = history.slice(history.findLastIndex(({ role }) => role === 'assistant') + 1);
  return JSON.stringify(newest).includes('"image"');
}

/** The warning with the message named as the first conversation has it. */
function placedBack(warning: Warning, from: readonly number[] | undefined): Warning {
  if (from === undefined || warning.setting === undefined) return warning;
  const setting = warning.setting.replace(
    /^messages\[(\d+)\]/,
    (_place, index: string) => `messages[${from[Number(index)] ?? index}]`,
  );
  return { ...warning, setting };
}
