import type { Kind } from '../../catalog/schema.ts';
import type { ModelKnowledge } from '../../catalog/knowledge.ts';
import type { Call, CallControl, Next, Reply } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { defined } from '../../core/json.ts';
import type { ModelInput } from '../../core/model.ts';
import { type AnyCall, countedByCall, type Operation } from '../../core/operation.ts';
import type { ResumeToken } from '../../core/recovery.ts';
import type { ModelResponse } from '../../core/response.ts';
import { addUsage, type Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import { assemble } from '../assemble.ts';
import { explained } from '../known-model.ts';
import type { Runtime } from '../runtime.ts';
import { createStreamResponse, type StreamResponse } from '../text-stream.ts';
import { checkedOptions, refusal } from './check.ts';
import type { OperationOptions } from './options.ts';

/** What these functions need of their client. */
export interface OperationDesk {
  readonly runtime: Runtime;
  /** All layers of the client. */
  readonly run: Next;
  /** A model as it was named, looked up, with the settings that every call has. */
  ready(
    model: ModelInput,
    input: string,
    options: OperationOptions | undefined,
    stream: boolean,
  ): Promise<{
    readonly call: Call;
    readonly knowledge: ModelKnowledge | undefined;
    readonly advice: readonly Warning[];
  }>;
}

type Kinds = Exclude<Operation, 'text'>;
type CallOf<O extends Kinds> = Extract<AnyCall, { operation: O }>;
type OwnOf<O extends Kinds> = Omit<
  CallOf<O>,
  'operation' | 'model' | 'stream' | 'user' | 'providerOptions' | 'control'
>;

/** What is to be asked, and of whom. */
export interface Asking<O extends Kinds> {
  readonly operation: O;
  readonly model: ModelInput;
  readonly options: unknown;
  readonly stream?: boolean;
}

/** A call that is ready to be sent, once or with several bodies. */
export interface ReadyOperation<O extends Kinds> {
  /** The options of the operation alone. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly call: Call;
  /** The endpoint's most values in one request. */
  readonly maxValues: number | undefined;
  /** `control` says more about how the call is run. */
  send(body: OwnOf<O>, control?: Partial<CallControl>): Promise<Gathered>;
  /** Sends it and reads along. */
  start(body: OwnOf<O>): Promise<StreamResponse>;
}

/** A whole reply: what every response has, and the chunks that only the operation understands. */
export interface Gathered {
  readonly response: ModelResponse;
  readonly chunks: readonly Chunk[];
  /** Of work that a job did: where to ask for it again. */
  readonly token?: ResumeToken;
}

/** What was sent for each value that was asked about, in their order. Throws `bad-response` unless there is one for each. */
export function oneForEach<Item>(
  found: readonly { readonly index: number; readonly item: Item }[],
  count: number,
  { response, what }: { readonly response: ModelResponse; readonly what: string },
): readonly Item[] {
  const items: (Item | undefined)[] = Array.from({ length: count }, () => undefined);
  for (const { index, item } of found) items[index] = item;
  const there = items.filter((item) => item !== undefined);
  if (there.length === count && items.length === count) return there;
  const { spec } = response.model;
  const message = `${spec} was asked for ${count} ${what} and sent ${there.length}.`;
  throw new ReqLLMError(message, { code: 'bad-response', phase: 'decode', model: spec });
}

/** Checks a call and finds its model. Throws `config`, also for a model that is for something else. */
export async function readyOperation<O extends Kinds>(
  desk: OperationDesk,
  { operation, model, options, stream = false }: Asking<O>,
): Promise<ReadyOperation<O>> {
  const { common, own } = checkedOptions(operation, options);
  const { call, knowledge, advice } = await desk.ready(model, operation, common, stream);
  checkKind(operation, call, knowledge);
  const provider = await desk.runtime.provider(call.model.provider);
  const { maxValues } = desk.runtime.endpoint(provider, call.model, operation);
  const { user, providerOptions, control } = call;
  const head = { operation, model: call.model, stream, ...defined({ user, providerOptions }), control };
  const priced = (usage: Usage): Usage => {
    const at = new Date(control.startedAt);
    const known = knowledge === undefined ? usage : knowledge.priced(usage, { at });
    return known.cost === null ? { ...known, costUnknown: whyUnknown(known, call.model.spec) } : known;
  };
  const toAsk = (body: OwnOf<O>, more: Partial<CallControl> = {}): readonly [AnyCall, Asked] => {
    // The members of the call are those of its operation, which the compiler cannot see through the parameter.
    const asked = Object.freeze({ ...head, control: { ...control, ...more }, ...body }) as unknown as AnyCall;
    return [asked, { call, advice, price: (said) => priced(countedByCall(asked, said)) }];
  };
  return {
    own,
    call,
    maxValues,
    send: (body, more) => gathered(desk, ...toAsk(body, more)),
    start: (body) => started(desk, ...toAsk(body)),
  };
}

function whyUnknown({ inputTokens, outputTokens, units = {} }: Usage, spec: string): string {
  const tokens = inputTokens === null && outputTokens === null ? [] : ['tokens'];
  const counted = [...tokens, ...Object.keys(units)];
  return counted.length === 0
    ? `Nothing that ${spec} used was counted.`
    : `No price of ${spec} by ${counted.join(' or ')} is known; give one in createClient({ models }).`;
}

/** What belongs to a call beside what it asks. */
export interface Asked {
  readonly call: Call;
  readonly advice: readonly Warning[];
  readonly price: (usage: Usage) => Usage;
}

/** Sends a call through all layers and waits for the whole reply. */
export async function gathered(
  desk: OperationDesk,
  asked: AnyCall,
  { call, advice, price }: Asked,
): Promise<Gathered> {
  const reply = await replied(desk, asked, call);
  const chunks: Chunk[] = [];
  const assembly = assemble({ call: { ...call, messages: [] }, reply, price, advice });
  const take = (chunk: Chunk): void => {
    assembly.add(chunk);
    chunks.push(chunk);
  };
  reply.chunks.tap({ chunk: take, failed: assembly.failure });
  while ((await reply.chunks.batch()) !== undefined);
  const token = reply.resumePoint?.()?.token;
  return { response: assembly.response({ type: 'end' }), chunks, ...defined({ token }) };
}

/** Sends a call through all layers and reads along. */
export async function started(
  desk: OperationDesk,
  asked: AnyCall,
  { call, advice, price }: Asked,
): Promise<StreamResponse> {
  const reply = await replied(desk, asked, call);
  return createStreamResponse({ call: { ...call, messages: [] }, reply, price, advice });
}

function replied(desk: OperationDesk, asked: AnyCall, call: Call): Promise<Reply> {
  return desk.run(asked).catch(async (error: unknown) => {
    throw call.control.fallbacks === undefined ? await explained(error, call, desk.runtime.reach) : error;
  });
}

const functions: Readonly<Partial<Record<Kind, string>>> = {
  chat: 'generateText',
  embedding: 'embed',
  rerank: 'rerank',
  image: 'generateImage',
  video: 'generateVideo',
  speech: 'speak',
  transcription: 'transcribe',
  moderation: 'moderate',
};

const kinds: Readonly<Partial<Record<Kinds, Kind>>> = {
  embed: 'embedding',
  rerank: 'rerank',
  image: 'image',
  video: 'video',
  speech: 'speech',
  transcription: 'transcription',
  moderation: 'moderation',
};

/** Throws `config` when the catalogue knows that a model is for something else, naming the function for that. */
function checkKind(operation: Kinds, { model }: Call, knowledge: ModelKnowledge | undefined): void {
  const kind = kinds[operation];
  // The catalogue has no kind for models that read documents.
  if (kind === undefined) return;
  if (knowledge === undefined || !knowledge.isListed || knowledge.kind === kind) return;
  const right = functions[knowledge.kind];
  const { input, outputModalities: output } = knowledge.capabilities;
  // Chat models that draw, speak or listen are for both.
  const can =
    (operation === 'image' && output.includes('image')) ||
    (operation === 'speech' && output.includes('audio')) ||
    (operation === 'transcription' && input.includes('audio'));
  if (right === undefined || can) return;
  const asked = functions[kind];
  throw refusal(`${model.spec} is no model for \`${asked}\`; the catalogue lists it for \`${right}\`.`);
}

/** What the responses of all operations share. */
export type OperationResponse = Pick<
  ModelResponse,
  | 'id'
  | 'model'
  | 'usage'
  | 'attempts'
  | 'warnings'
  | 'timing'
  | 'requestId'
  | 'cached'
  | 'providerMetadata'
  | 'raw'
  | 'requestBody'
>;

/** The shared members of a response. */
export function sharedOf(response: ModelResponse): OperationResponse {
  const { id, model, usage, attempts, warnings, timing } = response;
  const { requestId, cached, providerMetadata, raw, requestBody } = response;
  return {
    id,
    model,
    usage,
    attempts,
    warnings,
    timing,
    ...defined({ requestId, cached, providerMetadata, raw, requestBody }),
  };
}

/** The shared members of the responses to one call that went out in several requests. There must be at least one. */
export function sharedByAll(responses: readonly ModelResponse[]): OperationResponse {
  const first = sharedOf(responses[0] as ModelResponse);
  if (responses.length === 1) return first;
  const raw = responses.some((each) => each.raw !== undefined)
    ? responses.flatMap((each) => each.raw ?? [])
    : undefined;
  return {
    ...first,
    usage: addUsage(responses.map((each) => each.usage)),
    attempts: responses.flatMap((each) => each.attempts),
    warnings: uniqueWarnings(responses.flatMap((each) => each.warnings)),
    timing: {
      ...first.timing,
      totalMs: Math.max(...responses.map(({ timing }) => timing.totalMs)),
    },
    ...defined({ raw }),
  };
}

// Each request says the same about the same settings.
function uniqueWarnings(warnings: readonly Warning[]): readonly Warning[] {
  const seen = new Set<string>();
  return warnings.filter(({ message }) => !seen.has(message) && seen.add(message));
}
