import type { Call } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import type { ModelInput } from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import { Secret } from '../../core/secret.ts';
import { usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import type { WireRequest } from '../../protocols/protocol.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Address } from '../addresses.ts';
import { translateWithTools } from '../hosted-tools.ts';
import type { Input } from '../input.ts';
import type { TextOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import type { Translation } from '../translate.ts';
import { type Fit, fitOf, type SightDesk } from './count-tokens.ts';
import type { Ready } from './ready.ts';
import { routeOf } from './route.ts';
import { estimateTokens } from '../../middleware/tokens/estimate.ts';

/** A request as it would be sent, with `$NAME` or `[redacted]` for what must not be shown. */
export interface ExplainedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Something about a call that is not sent as it was asked, with the page or recording that its rule rests on. */
export type ExplainedChange = Warning & { readonly source?: string };

/** What one request would cost in US dollars, as far as that is known. */
export interface ExplainedCost {
  /** The least input, no output. Null where the model has no known price. */
  readonly low: number | null;
  /** The most input and `maxTokens` of output. Null without a price or a limit to the output. */
  readonly high: number | null;
  readonly currency: 'USD';
  /** Version of the catalogue that the price is from. */
  readonly pricing?: string;
  /** Why something is not known. */
  readonly unknown?: string;
}

/** What a call would do. Plain JSON. */
export interface Explanation {
  readonly model: { readonly spec: string; readonly provider: string; readonly id: string };
  /** Who is asked in which format, and why. */
  readonly route: {
    readonly provider: string;
    readonly protocol: string;
    readonly baseUrl: string;
    readonly why: string;
  };
  readonly request: ExplainedRequest;
  readonly changes: readonly ExplainedChange[];
  /** What is known that speaks against the call, though it would be sent. */
  readonly advice: readonly Warning[];
  readonly fit: Fit;
  readonly cost: ExplainedCost;
  readonly timeout: Call['control']['timeout'];
  readonly retry: Call['control']['retry'];
  readonly onUnsupported: Call['control']['onUnsupported'];
}

/** Looks at a call without making it; see `Client.explain`. */
export async function explain(
  { runtime, ready }: SightDesk,
  model: ModelInput,
  input: Input,
  options: TextOptions = {},
): Promise<Explanation> {
  const prepared = await ready(model, input, options, false);
  const provider = await runtime.provider(prepared.call.model.provider);
  const translation = await translateWithTools(prepared.call, provider, runtime);
  const { codec, request, call } = translation;
  const address = runtime.address(provider, call);
  const fit = fitOf(prepared.call, estimateOf(prepared.call));
  const { timeout, retry, onUnsupported } = call.control;
  return {
    model: { spec: call.model.spec, provider: provider.id, id: call.model.id },
    route: {
      provider: provider.name,
      protocol: codec.protocol,
      baseUrl: address.baseUrl,
      why: routeOf(prepared.call, translation, provider),
    },
    request: await requestOf(translation, provider, address, runtime),
    changes: await sourced(request, provider, runtime),
    advice: prepared.advice,
    fit,
    cost: costOf(prepared, fit),
    timeout,
    retry,
    onUnsupported,
  };
}

function estimateOf(call: Call): Fit['tokens'] {
  const { tokens, errorBound, uncounted } = estimateTokens(call);
  return { tokens, method: 'estimate', errorBound, ...(uncounted.length === 0 ? {} : { uncounted }) };
}

async function requestOf(
  { call, request }: Translation,
  provider: Provider,
  address: Address,
  runtime: Runtime,
): Promise<ExplainedRequest> {
  const url = runtime.addresses.endpoint(address, request.path, runtime.query(provider, request.query));
  const { headers: own } = call.control;
  const base = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...provider.headers,
    ...request.headers,
    ...own,
  };
  const isOpen = !provider.auth.isRequired && runtime.key(provider, address, call) === undefined;
  const unsigned = { method: request.method, url, headers: base, body: JSON.stringify(request.body) };
  const proof = isOpen ? {} : await proofOf(provider, unsigned);
  const headers = { ...base, ...proof, ...shown(own) };
  return { method: request.method, url: redact(url), headers, body: request.body };
}

interface Unsigned {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers that show who calls, with the name of the variable that may hold the key in its place. */
async function proofOf({ auth }: Provider, request: Unsigned): Promise<Readonly<Record<string, string>>> {
  const [variable = 'API_KEY'] = auth.env;
  try {
    return await auth.headers(new Secret(`$${variable}`), { ...request, env: () => undefined });
  } catch {
    // A scheme that cannot work with a placeholder.
    return { authorization: '[made when it is sent]' };
  }
}

// Headers of the caller's own may hold anything; those whose names say what they hold are not shown.
function shown(headers: Readonly<Record<string, string>>): Record<string, string> {
  const isSecret = (name: string): boolean =>
    /auth|cookie|credential|key|password|secret|signature|token/i.test(name);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? '[redacted]' : redact(value)]),
  );
}

async function sourced(
  { changes }: WireRequest,
  provider: Provider,
  runtime: Runtime,
): Promise<ExplainedChange[]> {
  if (!changes.some(({ rule }) => rule !== undefined)) return [...changes];
  const { rules } = await runtime.quirks(provider.id);
  return changes.map((change) => {
    const source = rules.find(({ id }) => id === change.rule)?.source;
    return source === undefined ? change : { ...change, source };
  });
}

function costOf({ call, knowledge }: Ready, { tokens }: Fit): ExplainedCost {
  const at = new Date(call.control.startedAt);
  const { serviceTier } = call;
  const price = (inputTokens: number, outputTokens: number): ReturnType<typeof usage>['cost'] =>
    knowledge?.priced(usage({ inputTokens, outputTokens }), {
      at,
      ...(serviceTier === undefined ? {} : { serviceTier }),
    }).cost ?? null;
  const bound = tokens.errorBound ?? tokens.tokens;
  const most = call.maxTokens ?? call.model.facts.maxOutputTokens;
  const low = price(Math.max(0, tokens.tokens - bound), 0);
  const isOpen = most === undefined || tokens.errorBound === null;
  const high = isOpen ? null : price(tokens.tokens + bound, most);
  if (low === null)
    return { low: null, high: null, currency: 'USD', unknown: `No price of ${call.model.spec} is known.` };
  const why =
    most === undefined
      ? 'The output has no known limit: set maxTokens.'
      : 'Parts of the input cannot be counted.';
  return {
    low: low.range?.low ?? low.total,
    high: high === null ? null : (high.range?.high ?? high.total),
    currency: 'USD',
    ...(low.pricing === undefined ? {} : { pricing: low.pricing.version }),
    ...(isOpen ? { unknown: why } : {}),
  };
}
