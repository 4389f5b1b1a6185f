import type { Call, CallBody, Reply } from '../../core/call.ts';
import { isReqLLMError, ReqLLMError } from '../../core/error.ts';
import type { Observer } from '../../core/observation.ts';
import type { ModelInput } from '../../core/model.ts';
import { usage } from '../../core/usage.ts';
import { retry } from '../../middleware/retry.ts';
import { timeout } from '../../middleware/timeout.ts';
import type { Codec } from '../../protocols/protocol.ts';
import { compose } from '../compose.ts';
import { execute } from '../execute.ts';
import type { Input } from '../input.ts';
import type { TextOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import type { Ready } from './ready.ts';
import { estimateTokens, familyOf } from '../../middleware/tokens/estimate.ts';
import { createTokenMemory, type TokenMemory } from './token-memory.ts';
import { countByTokenizer } from './tokenizer.ts';
import { loadTokenizer } from './tokenizer-door.ts';

/** How the tokens are to be counted. `auto`: by the provider where it counts and can be reached, else the best of the rest. */
export type CountMethod = 'auto' | 'provider' | 'tokenizer' | 'estimate';

export interface CountOptions extends TextOptions {
  /** Default `auto`. */
  readonly method?: CountMethod;
}

/** How many tokens the input of a call comes to. */
export interface TokenCount {
  readonly tokens: number;
  /** Who counted: the provider, OpenAI's tokenizer, or rates learned from recorded usage (`docs/tokens.md`). */
  readonly method: 'provider' | 'tokenizer' | 'estimate';
  /**
   * How far off it may be: 0 for the provider's word, for the others what held for 19 of 20 recorded calls. Null: parts
   * of the call are not in the count, see `uncounted`.
   */
  readonly errorBound: number | null;
  /** From how many earlier calls of this client the estimate was put right, where it was. */
  readonly learnedFrom?: number;
  /** What is in the call but not in the count, such as files. */
  readonly uncounted?: readonly string[];
  /** Why the provider was not asked, or did not answer, where it counts tokens. */
  readonly reason?: string;
}

/** Whether a call fits the window of its model. */
export interface Fit {
  readonly fits: boolean | 'unknown';
  readonly tokens: TokenCount;
  /** The tokens that the call asks for besides its input: `maxTokens`. */
  readonly reserved: number;
  /** The window in tokens, in and out together; null where it is not known. */
  readonly limit: number | null;
}

/** What the looks at a call need of the client. */
export interface SightDesk {
  readonly runtime: Runtime;
  ready(model: ModelInput, input: Input, options: TextOptions | undefined, stream: boolean): Promise<Ready>;
  /** Has all calls of the client watched from now on. */
  watch(observer: Observer): void;
}

// From its first count on a client learns; who never counts pays nothing for it.
const memories = new WeakMap<SightDesk, TokenMemory>();

function memoryOf(desk: SightDesk): TokenMemory {
  const known = memories.get(desk);
  if (known !== undefined) return known;
  const memory = createTokenMemory();
  memories.set(desk, memory);
  desk.watch(memory);
  return memory;
}

/** Counts the input of a call; see `Client.countTokens`. */
export async function countTokens(
  desk: SightDesk,
  model: ModelInput,
  input: Input,
  { method = 'auto', ...options }: CountOptions = {},
): Promise<TokenCount> {
  const { call } = await desk.ready(model, input, options, false);
  return countCall(desk, call, method);
}

/** Whether a call fits; see `Client.fits`. */
export async function fits(
  desk: SightDesk,
  model: ModelInput,
  input: Input,
  { method = 'auto', ...options }: CountOptions = {},
): Promise<Fit> {
  const { call } = await desk.ready(model, input, options, false);
  return fitOf(call, await countCall(desk, call, method));
}

/** A count held against the window of the model. */
export function fitOf(call: Call, tokens: TokenCount): Fit {
  const { contextTokens: limit = null } = call.model.facts;
  const reserved = call.maxTokens ?? 0;
  const low = tokens.tokens - (tokens.errorBound ?? tokens.tokens);
  const high = tokens.errorBound === null ? Number.POSITIVE_INFINITY : tokens.tokens + tokens.errorBound;
  const isOver = limit !== null && low + reserved > limit;
  const isUnder = limit !== null && high + reserved <= limit;
  return { fits: isOver ? false : isUnder ? true : 'unknown', tokens, reserved, limit };
}

async function countCall(desk: SightDesk, call: Call, method: CountMethod): Promise<TokenCount> {
  const { runtime } = desk;
  const memory = memoryOf(desk);
  if (!['auto', 'provider', 'tokenizer', 'estimate'].includes(method))
    throw refusal("The option `method` must be one of 'auto', 'provider', 'tokenizer', 'estimate'.");
  if (method === 'estimate') return estimated(call, memory);
  if (method === 'tokenizer') return tokenized(call);
  const provider = await runtime.provider(call.model.provider);
  const { counter } = await runtime.codec(provider, call);
  if (counter === undefined && method === 'provider')
    throw new ReqLLMError(`${provider.name} is not known to count tokens.`, {
      code: 'unsupported',
      phase: 'config',
    });
  if (counter === undefined) return bestGuess(call, memory);
  try {
    return { tokens: await ask(runtime, call), method: 'provider', errorBound: 0 };
  } catch (error) {
    if (method === 'provider' || !isReqLLMError(error) || !isPassedOver(error as ReqLLMError)) throw error;
    return { ...(await bestGuess(call, memory)), reason: error.message };
  }
}

// No key is no reason to know nothing; nor is a model that its host does not count for (recorded at Bedrock, HTTP 400).
function isPassedOver({ code, phase, status }: ReqLLMError): boolean {
  return (code === 'auth' && phase === 'config') || (status === 400 && code === 'invalid-request');
}

async function bestGuess(call: Call, memory: TokenMemory): Promise<TokenCount> {
  if (!isTokenized(call)) return estimated(call, memory);
  try {
    return await tokenized(call);
  } catch (error) {
    if (isReqLLMError(error) && error.code === 'config') return estimated(call, memory);
    throw error;
  }
}

function estimated(call: CallBody, memory: TokenMemory): TokenCount {
  const { tokens, errorBound, uncounted } = estimateTokens(call);
  const hasImages = call.messages.some(({ content }) => content.some(({ type }) => type === 'image'));
  const learned = uncounted.length > 0 || hasImages ? undefined : memory.learned(call.model.spec, tokens);
  if (learned !== undefined && learned.errorBound < (errorBound ?? 0))
    return { ...learned, method: 'estimate' };
  return { tokens, method: 'estimate', errorBound, ...(uncounted.length === 0 ? {} : { uncounted }) };
}

async function tokenized(call: Call): Promise<TokenCount> {
  if (!isTokenized(call))
    throw refusal(`There is no tokenizer for ${call.model.spec}; ask for method 'auto' or 'estimate'.`);
  const isOld = /gpt-(?:4(?![.o\d])|3\.5|35)/.test(call.model.id);
  return countByTokenizer(call, await loadTokenizer(isOld ? 'cl100k' : 'o200k'));
}

function isTokenized({ model }: Call): boolean {
  const family = familyOf(model);
  return family === 'gpt' || family === 'gpt-5';
}

/** The provider's own count, asked for as the call itself would be: its address, its key, its retries. */
async function ask(runtime: Runtime, call: Call): Promise<number> {
  const asking: Runtime = {
    ...runtime,
    codec: (async (provider, wanted) => counting(await runtime.codec(provider, wanted))) as Runtime['codec'],
  };
  const run = compose([retry(), timeout()], (each) => execute(each, asking));
  const { chunks }: Reply = await run(call);
  let tokens: number | null = null;
  for await (const chunk of chunks) if (chunk.type === 'usage') tokens = chunk.usage.inputTokens;
  if (tokens !== null) return tokens;
  const message = `${call.model.spec}: the answer holds no count of tokens.`;
  throw new ReqLLMError(message, { code: 'bad-response', phase: 'decode', model: call.model.spec });
}

/** A codec that asks for the count instead of the answer. */
function counting(codec: Codec<never>): Codec<never> {
  const { counter } = codec;
  if (counter === undefined) return codec;
  return {
    ...codec,
    framing: codec.framing,
    encode: (call: Call) => counter.encode(codec.encode(call as never), call.model),
    decode: (body, emit) => {
      const inputTokens = counter.decode(body);
      if (inputTokens !== undefined) emit({ type: 'usage', usage: usage({ inputTokens }) });
      emit({ type: 'finish', reason: 'stop' });
    },
    fail: (status, body, headers) => codec.fail(status, body, headers),
    open: () => codec.open(),
  };
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
