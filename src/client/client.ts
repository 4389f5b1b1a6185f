import type { CredentialSource } from '../auth/credentials.ts';
import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { ModelQuery } from '../catalog/query.ts';
import type { CatalogModel } from '../catalog/schema.ts';
import { meaningOf, type ModelsInput } from '../catalog/layers/own-models.ts';
import type { Call, CallControl, Middleware } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Observer } from '../core/observation.ts';
import type { SingleModel } from '../core/model.ts';
import type { ModelResponse } from '../core/response.ts';
import type { Secret } from '../core/secret.ts';
import { didYouMean } from '../core/suggest.ts';
import type { MediaLimits } from '../http/node-media.ts';
import type { Env, Transport } from '../http/transport.ts';
import { retry } from '../middleware/retry.ts';
import { timeout } from '../middleware/timeout.ts';
import type { Provider } from '../providers/provider.ts';
import { assemble, type Begun, type Price } from './assemble.ts';
import { compose } from './compose.ts';
import {
  downloadLayer,
  fileFunctions,
  jobLayer,
  loadAvailableModels,
  objectFunctions,
  operationFunctions,
  recoveryLayer,
  resumeFunctions,
  sightFunctions,
  toolFunctions,
  withPerCall,
} from './doors.ts';
import { execute } from './execute.ts';
import type { FileFunctions } from './files/file-functions.ts';
import type { InputFor, ModelInput, OptionsFor } from './fitting.ts';
import type { Input } from './input.ts';
import { secretOf } from './keys.ts';
import { explained, specOfBare } from './known-model.ts';
import { createLearning, type LearnedRule } from './learning.ts';
import { chainOf, createModelLookup, foundModel } from './model-lookup.ts';
import type { TextOptions } from './options.ts';
import { objectTarget } from './objects/target.ts';
import { patient } from './patience.ts';
import { prepareCall } from './prepare.ts';
import { byProviderId, knownId, type ProviderNames, providerNames } from './provider-names.ts';
import { createRuntime, type Runtime } from './runtime.ts';
import type { Journal } from './sight/journal.ts';
import type { ClientUsage } from './sight/ledger.ts';
import type { Ready } from './sight/ready.ts';
import type { SightFunctions } from './sight/sight-functions.ts';
import { overflowOf } from './sight/window.ts';
import { createSight } from './sight/sight.ts';
import { bareId, resolveModel } from './resolve.ts';
import { continuationHabits } from './resume-point.ts';
import type { ResumeFunctions } from './resume-stream.ts';
import { createStreamResponse, type StreamResponse } from './text-stream.ts';
import type { ObjectFunctions } from './objects/object-functions.ts';
import type { OperationFunctions } from './operations/operation-functions.ts';
import type { ToolFunctions } from './tools/tool-functions.ts';
import type { Turns } from './turns.ts';

export interface ClientOptions {
  /** Keys by provider id; they count before those of the environment. */
  readonly keys?: Readonly<Record<string, string>>;
  /**
   * What to show instead of a key, by provider id: a token, keys for AWS, a Google credentials file, or a function that
   * returns one of these. A function is asked again when what it gave is about to end (`expiresAt`), and before each
   * attempt when it does not say. Counts before `keys`.
   */
  readonly credentials?: Readonly<Record<string, CredentialSource>>;
  /** Where to look up environment variables: a function or an object. Default: this process's. */
  readonly env?: Env | Readonly<Record<string, string | undefined>>;
  /** Providers besides the built-in ones; one with a known id takes its place. */
  readonly providers?: readonly Provider[];
  /** Other addresses by provider id. Keys from the environment are not sent there. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  /**
   * Moves the bytes. Default: `node:http` on Node, `fetch` elsewhere. `nodeTransport()` of `reqllm/node` makes one with a
   * pool, an agent or certificates of your own.
   */
  readonly transport?: Transport;
  /** Moves the bytes in place of `transport`: a fetch of your own, such as that of a framework or a binding. */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Facts of your own about models, over those of the catalogue: prices, private deployments, other names, what may be
   * used (`docs/models.md`); or another catalogue. Checked at the first call.
   */
  readonly models?: ModelsInput;
  /**
   * Whether to learn from refusals: when a provider names a setting that it does not take (HTTP 400 or 422), the call is
   * made once more without it, with a warning, and so are later ones of this client (`learned()`). Default false.
   */
  readonly learn?: boolean;
  /**
   * Lets keys travel over plain `http:` to other machines, where everybody on the way can read them. Default false: such
   * a call is refused. This machine's loopback needs no leave.
   */
  readonly allowInsecure?: boolean;
  /**
   * Sends files in place of the https addresses of images and files, for models that cannot fetch them. Only public
   * addresses are asked, without any credential; at most `maxBytes` (20 MB), `timeoutMs` (20,000) and `maxRedirects` (3)
   * a file. Default false: addresses go to the provider as they are. Needs Node.
   */
  readonly download?: boolean | MediaLimits;
  /**
   * Name of a header that carries the same random name in all tries of one call, such as `idempotency-key`, for gateways
   * that drop repetitions. No big provider documents one; without this none is sent.
   */
  readonly idempotencyHeader?: string;
  /** Layers around each call, outside the built-in retry and timeout. */
  readonly middleware?: readonly Middleware[];
  /** Gets one line of JSON for each call that is over, without prompts and answers unless asked for (`docs/telemetry.md`). */
  readonly journal?: Journal;
  /** Who watches each call and tool, such as `otel()` from `reqllm/otel`. */
  readonly telemetry?: readonly Observer[];
  /** Options for each call, under those of the call. */
  readonly defaults?: TextOptions;
}

/** The functions of this library, bound to their own keys, addresses, transport and layers. */
export interface Client
  extends
    AsyncDisposable,
    ToolFunctions,
    ObjectFunctions,
    OperationFunctions,
    FileFunctions,
    ResumeFunctions,
    SightFunctions {
  /** Asks a model and waits for the whole answer. Throws a ReqLLMError for everything that fails. */
  generateText<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given>,
    options?: OptionsFor<M>,
  ): Promise<ModelResponse>;
  /** Asks a model and reads along. Resolves at the first spoken chunk; throws a ReqLLMError for what fails before it. */
  streamText<const M extends ModelInput, const Given extends Input>(
    model: M,
    input: InputFor<M, Given>,
    options?: OptionsFor<M>,
  ): Promise<StreamResponse>;
  /**
   * The models that can be called now and are what a query asks for: those of providers for which this client has a key,
   * credentials, or a variable that is set. Throws `config` for facts of your own that cannot be right.
   */
  availableModels(query?: ModelQuery): Promise<readonly CatalogModel[]>;
  /** Remembers a key for a provider, before the environment and after those of the client. */
  setKey(provider: string, key: string): void;
  /** What this client learned from refusals, oldest first; empty without `learn`. */
  learned(): readonly LearnedRule[];
  /** What this client has used, in all, by model and by tag. */
  usage(): ClientUsage;
  /** Cuts the idle connections that the client's own transport keeps; calls under way go on, later ones still work. */
  close(): Promise<void>;
}

const clientOptionNames = [
  'keys',
  'credentials',
  'env',
  'providers',
  'baseUrls',
  'transport',
  'fetch',
  'models',
  'learn',
  'allowInsecure',
  'download',
  'idempotencyHeader',
  'middleware',
  'journal',
  'telemetry',
  'defaults',
];

/** A client of one's own. Throws `config` for an unknown option or a key that cannot be one. */
export function createClient(options: ClientOptions = {}): Client {
  checkNames(options);
  const own = new Map((options.providers ?? []).map((provider) => [provider.id, provider]));
  const providers = providerNames(own.values());
  const memoryKeys = new Map<string, Secret>();
  const { keys = {}, credentials = {} } = options;
  const learning = options.learn === true ? createLearning() : undefined;
  const memory = { learning, ownProviders: own, memoryKeys };
  const runtime = createRuntime({ ...options, ...byOwnIds(options, providers), ...memory });
  const told = (): readonly string[] =>
    idsOf([...Object.keys(keys), ...Object.keys(credentials), ...memoryKeys.keys()], providers);

  // A bare id is looked up; everything else says by itself where it leads.
  const spelledOut = (model: SingleModel): SingleModel | Promise<SingleModel> => {
    const meant = meaningOf(options.models, model) as SingleModel;
    const bare = bareId(meant, providers);
    return bare === undefined ? meant : specOfBare(bare, runtime.reach);
  };

  const sight = createSight(options.journal, options.telemetry);
  const layers = [sight.layer, ...layersOf(options, runtime), ...(learning?.layers ?? [])];
  const lookup = createModelLookup({ runtime, providers, spelledOut, told });
  const run = compose(layers, (call) => execute(call, runtime), lookup);

  const prepare = (
    model: SingleModel,
    input: Input,
    callOptions: TextOptions | undefined,
    stream: boolean,
    others: readonly SingleModel[] = [],
  ): Call =>
    prepareCall({
      model,
      others,
      input,
      options: callOptions,
      defaults: options.defaults ?? {},
      providers,
      stream,
      now: runtime.now(),
    });

  const ready = async (
    model: ModelInput,
    input: Input,
    callOptions: TextOptions | undefined,
    stream: boolean,
  ): Promise<Ready> => {
    const { first, others } = chainOf(model);
    const later =
      others.length === 0 ? others : await Promise.all(others.map(async (each) => spelledOut(each)));
    const spec = spelledOut(first);
    const asked = spec instanceof Promise ? await spec : spec;
    const prepared = prepare(asked, input, callOptions, stream, later);
    const found = foundModel(prepared.model, runtime);
    const { model: known, knowledge, warnings } = found instanceof Promise ? await found : found;
    const named = known === prepared.model ? prepared : Object.freeze({ ...prepared, model: known });
    const call = patient(named, knowledge, [callOptions?.timeout, options.defaults?.timeout]);
    const trouble = runtime.trouble();
    const measured = overflowOf(call);
    const overflow = measured === undefined ? undefined : await measured;
    const advice = [trouble, ...warnings, overflow].filter((each) => each !== undefined);
    return { call, knowledge, advice };
  };

  const sent = async ({ call, knowledge, advice }: Ready): Promise<Begun> => {
    try {
      const reply = await run(call);
      const isOther = reply.model.spec !== call.model.spec;
      const answered = isOther ? await runtime.knowledge(reply.model) : knowledge;
      return { call, reply, price: priceOf(call, answered), advice };
    } catch (error) {
      // In a chain the error may be that of another model.
      throw call.control.fallbacks !== undefined ? error : await explained(error, call, runtime.reach);
    }
  };

  const turns: Turns = {
    async generateText(model, input, callOptions, recast) {
      return collect(await sent(recastable(await ready(model, input, callOptions, false), recast)));
    },
    async streamText(model, input, callOptions, recast) {
      return createStreamResponse(
        await sent(recastable(await ready(model, input, callOptions, true), recast)),
      );
    },
    async target(wanted, callOptions = {}) {
      const resolved = resolveModel(await spelledOut(chainOf(wanted).first), providers);
      const baseUrl = callOptions.baseUrl ?? options.defaults?.baseUrl;
      const asked = baseUrl === undefined ? resolved : { ...resolved, baseUrl };
      const { knowledge, model: known } = await foundModel(asked, runtime);
      const model = { ...asked, id: known.id, spec: known.spec };
      const provider = await runtime.provider(model.provider);
      const { protocol } = runtime.endpoint(provider, model);
      return { model, provider, protocol, ...(knowledge === undefined ? {} : { knowledge }) };
    },
    async objectTarget(wanted, callOptions) {
      const target = await turns.target(wanted, callOptions);
      const call = prepare(target.model, 'What?', callOptions, false);
      const engine = call.control.quirks === 'off' ? undefined : await runtime.quirks(target.provider.id);
      return { ...target, ...objectTarget(call, await runtime.codec(target.provider, call), engine) };
    },
    aroundTool: sight.aroundTool,
    aroundRun: sight.aroundRun,
  };

  return {
    // What the types refuse is told to callers; below, one signature serves every model.
    generateText: ((model: ModelInput, input: Input, callOptions?: TextOptions) =>
      turns.generateText(model, input, callOptions)) as Client['generateText'],
    streamText: ((model: ModelInput, input: Input, callOptions?: TextOptions) =>
      turns.streamText(model, input, callOptions)) as Client['streamText'],
    ...toolFunctions(turns),
    ...objectFunctions(turns),
    ...resumeFunctions({ ready, sent }),
    ...operationFunctions({ runtime, run, ready }),
    ...fileFunctions({ runtime, prepare }),
    ...sightFunctions({ runtime, ready, watch: sight.add }),
    setKey(provider, key) {
      memoryKeys.set(knownId(provider, '`setKey`', providers), secretOf(key, `The key for ${provider}`));
    },
    async availableModels(query = {}) {
      return (await loadAvailableModels())(query, { reach: runtime.reach, told: told() });
    },
    learned: () => learning?.learned() ?? [],
    usage: sight.usage,
    close: runtime.close,
    [Symbol.asyncDispose]: runtime.close,
  };
}

function recastable(ready: Ready, recast: CallControl['recast']): Ready {
  if (recast === undefined) return ready;
  return { ...ready, call: { ...ready.call, control: { ...ready.call.control, recast } } };
}

/** Providers by their ids, whatever spelling was used for them, each once. */
function idsOf(names: readonly string[], providers: ProviderNames): readonly string[] {
  return [...new Set(names.map((name) => providers.idOf(name) ?? name))];
}

function priceOf({ control, serviceTier }: Call, knowledge: ModelKnowledge | undefined): Price {
  if (knowledge === undefined) return (usage) => usage;
  const facts = { at: new Date(control.startedAt), ...(serviceTier === undefined ? {} : { serviceTier }) };
  return (usage) => knowledge.priced(usage, facts);
}

/** What the client was given by provider, under the providers' own ids. */
function byOwnIds(
  { keys = {}, baseUrls = {}, credentials = {} }: ClientOptions,
  providers: ProviderNames,
): Pick<ClientOptions, 'keys' | 'baseUrls' | 'credentials'> {
  return {
    keys: byProviderId(keys, '`keys`', providers),
    baseUrls: byProviderId(baseUrls, '`baseUrls`', providers),
    credentials: byProviderId(credentials, '`credentials`', providers),
  };
}

/** The layers around each call, the outermost first, but for those that watch and those that learn. */
function layersOf({ middleware = [], download }: ClientOptions, runtime: Runtime): readonly Middleware[] {
  return [
    ...withPerCall(middleware),
    ...downloadLayer(download),
    recoveryLayer((call) => continuationHabits(call, runtime)),
    jobLayer,
    retry(),
    timeout(),
  ];
}

function clientHint(unknown: string): string {
  return unknown === 'apiKey' ? ' Write `keys: { openai: … }`.' : didYouMean(unknown, clientOptionNames);
}

function checkNames(options: ClientOptions): void {
  const unknown = Object.keys(options).find((name) => !clientOptionNames.includes(name));
  if (unknown !== undefined) throw refusal(`Unknown client option "${unknown}".${clientHint(unknown)}`);
  if (options.fetch !== undefined && typeof options.fetch !== 'function')
    throw refusal('`fetch` must be a function like the one of the runtime.');
  if (options.fetch !== undefined && options.transport !== undefined)
    throw refusal('A client has `fetch` or `transport`, not both.');
  if (options.middleware?.some((layer) => typeof layer !== 'function') === true)
    throw refusal('`middleware` must be a list of layers, which are functions: `[cache()]`.');
}

async function collect(begun: Begun): Promise<ModelResponse> {
  const { reply } = begun;
  const assembly = assemble(begun);
  reply.chunks.tap({ chunk: assembly.add, failed: assembly.failure });
  while ((await reply.chunks.batch()) !== undefined);
  return assembly.response({ type: 'end' });
}

function refusal(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
