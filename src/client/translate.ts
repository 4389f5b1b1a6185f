import type { QuirkEngine } from '../catalog/door.ts';
import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { Call } from '../core/call.ts';
import type { AnyCall } from '../core/operation.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, type JsonObject } from '../core/json.ts';
import { isPlain } from '../core/plain-conversation.ts';
import type { Warning } from '../core/warning.ts';
import type { Codec, WireRequest } from '../protocols/protocol.ts';
import type { Provider } from '../providers/provider.ts';
import { loadHandoff } from './doors.ts';
import type { Runtime } from './runtime.ts';

/** A call in the provider's words. */
export interface Translation {
  /** The call as it was encoded: over another protocol, perhaps, and without what the model does not take. */
  readonly call: AnyCall;
  readonly codec: Codec<never>;
  readonly request: WireRequest;
}

/** Encodes a call, with the rules for its model applied before and after. Throws `unsupported` for what they refuse. */
export function translate(asked: AnyCall, provider: Provider, runtime: Runtime): Promise<Translation> {
  return asked.operation === 'text'
    ? translateText(asked, provider, runtime)
    : translateOther(asked, provider, runtime);
}

async function translateOther(
  asked: Exclude<AnyCall, Call>,
  provider: Provider,
  runtime: Runtime,
): Promise<Translation> {
  const codec = await runtime.codec(provider, asked);
  return { call: asked, codec, request: codec.encode(asked) };
}

async function translateText(said: Call, provider: Provider, runtime: Runtime): Promise<Translation> {
  if (said.control.quirks === 'off') {
    const codec = await runtime.codec(provider, said);
    const { call, warnings, from } = await handedOver({ call: said, warnings: [] }, codec);
    const request = encodedFrom(codec, call, from);
    return { call, codec, request: { ...request, changes: [...warnings, ...request.changes] } };
  }
  const facts = runtime.knowledge(said.model);
  const known = facts instanceof Promise ? await facts : facts;
  const asked = overWire(said, provider, known);
  const loaded = runtime.codec(provider, asked);
  const codec = loaded instanceof Promise ? await loaded : loaded;
  const rules = runtime.quirks(provider.id);
  const engine = rules instanceof Promise ? await rules : rules;
  const first = applied(asked, codec, engine, known);
  const other = otherProtocol(asked, provider, codec, first.route);
  if (other === undefined) {
    const ready = isAtHome(first.call) ? first : await handedOver(first, codec);
    return encoded(ready, codec, engine);
  }
  const rerouted = { ...asked, model: { ...asked.model, protocol: other } };
  const otherCodec = await runtime.codec(provider, rerouted);
  const second = applied(rerouted, otherCodec, engine, known);
  return encoded(await handedOver(second, otherCodec), otherCodec, engine);
}

// A gateway that only the catalogue describes has no routes; what its models speak, their entries say.
function overWire(call: Call, provider: Provider, known: ModelKnowledge | undefined): Call {
  const protocol = known?.wire;
  const isOpen = !provider.verified && provider.routes === undefined && call.model.protocol === undefined;
  if (!isOpen || protocol === undefined || call.model.baseUrl !== undefined) return call;
  const isSpoken = provider.endpoints.some((each) => each.operation === 'text' && each.protocol === protocol);
  return isSpoken ? { ...call, model: { ...call.model, protocol } } : call;
}

type Applied = Pick<ReturnType<QuirkEngine['applyQuirks']>, 'call' | 'warnings' | 'route'>;

interface HandedOver extends Applied {
  /** Where each message stood before; the same when it is absent. */
  readonly from?: readonly number[];
}

/** The conversation made ready for who is asked now; most need nothing, and then nothing is loaded. */
async function handedOver(result: Applied, { protocol }: Codec): Promise<HandedOver> {
  const { call, warnings } = result;
  if (isAtHome(call)) return result;
  const { provider, id } = call.model;
  const { handoff, newestHeldElsewhere } = await loadHandoff();
  const holder = newestHeldElsewhere(call.messages, provider);
  if (holder !== undefined && call.control.onUnsupported !== 'drop') throw heldBy(holder, provider);
  const { context, changes, from } = handoff(
    { version: 1, messages: call.messages },
    { provider, protocol, model: id },
    { ids: false, ...(call.foreignReasoning === undefined ? {} : { reasoning: call.foreignReasoning }) },
  );
  if (changes.length === 0) return result;
  return {
    ...result,
    call: { ...call, messages: context.messages },
    warnings: [...changes, ...warnings],
    from,
  };
}

// An answer about a file that was never sent is worse than none.
function heldBy(holder: string, provider: string): ReqLLMError {
  const message = `The newest message has a file that ${holder} holds, which ${provider} cannot read; upload it there, or send its data.`;
  return new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}

function isAtHome(call: Call): boolean {
  return isPlain(call.messages) || isKeptThere(call);
}

// The beginning of a conversation that the provider keeps is not here, so nothing can be said of what seems to be missing.
const keptBy = [
  'previous_response_id',
  'previousResponseId',
  'conversation',
  'cachedContent',
  'cached_content',
];

function isKeptThere({ providerOptions = {}, model }: Call): boolean {
  return [...Object.values(providerOptions), model.body ?? {}].some((own) =>
    keptBy.some((name) => own[name] !== undefined),
  );
}

/** The call with the rules about its model applied, then held against what the catalogue is certain of. */
function applied(call: Call, codec: Codec, engine: QuirkEngine, known: ModelKnowledge | undefined): Applied {
  const context = contextOf(call, codec, engine);
  const result = engine.applyQuirks(call, context);
  const checked = known === undefined ? undefined : engine.checkFacts(result.call, known, context);
  // The catalogue's refusal names what to use instead.
  const rejected = checked?.rejected ?? result.rejected;
  if (rejected !== undefined) throw rejected;
  if (checked === undefined || (checked.call === result.call && checked.warnings.length === 0)) return result;
  return { ...result, call: checked.call, warnings: [...result.warnings, ...checked.warnings] };
}

/** The protocol that a rule asks for, when the provider speaks it and the caller did not choose another. */
function otherProtocol(
  call: Call,
  provider: Provider,
  codec: Codec,
  route: string | undefined,
): string | undefined {
  const isOpen = route !== undefined && route !== codec.protocol && call.model.protocol === undefined;
  return isOpen && provider.endpoints.some(({ protocol }) => protocol === route) ? route : undefined;
}

function encoded({ call, warnings, from }: HandedOver, codec: Codec, engine: QuirkEngine): Translation {
  const request = encodedFrom(codec, call, from);
  const { body } = request;
  if (!isRecord(body))
    return { call, codec, request: { ...request, changes: [...warnings, ...request.changes] } };
  const late = engine.applyBodyQuirks(body as JsonObject, call, contextOf(call, codec, engine));
  if (late.rejected !== undefined) throw late.rejected;
  const isPlain = late.body === body && warnings.length === 0 && late.warnings.length === 0;
  if (isPlain && Object.keys(late.headers).length === 0) return { call, codec, request };
  const changes: readonly Warning[] = [...warnings, ...request.changes, ...late.warnings];
  return {
    call,
    codec,
    request: { ...request, body: late.body, headers: joined(request.headers, late.headers), changes },
  };
}

/** The request, its changes told of messages as the caller counts them. */
function encodedFrom(codec: Codec, call: Call, from: readonly number[] | undefined): WireRequest {
  const request = codec.encode(call);
  if (from === undefined) return request;
  const changes = request.changes.map((change): Warning => {
    const setting = change.setting?.replace(
      /^messages\[(\d+)\]/,
      (_place, index: string) => `messages[${from[Number(index)] ?? index}]`,
    );
    return setting === undefined ? change : { ...change, setting };
  });
  return { ...request, changes };
}

function contextOf(call: Call, codec: Codec, engine: QuirkEngine): Parameters<QuirkEngine['applyQuirks']>[1] {
  const { protocol } = codec;
  return { provider: call.model.provider, protocol, mode: call.control.quirks, rules: engine.rules };
}

function joined(
  headers: WireRequest['headers'] = {},
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all: Record<string, string> = { ...headers };
  for (const [name, value] of Object.entries(more))
    all[name] = all[name] === undefined ? value : `${all[name]},${value}`;
  return all;
}

/** Refuses a call that cannot be sent as it was asked, where the caller wants no changes. */
export function refuseChanges(changes: readonly Warning[], call: AnyCall): void {
  const lost = changes.filter((change) => change.code === 'dropped' || change.code === 'changed');
  if (call.control.onUnsupported !== 'error' || lost.length === 0) return;
  const said = lost.map((change) => change.message).join(' ');
  throw new ReqLLMError(`${said} Nothing was sent, as onUnsupported is 'error'.`, {
    code: 'unsupported',
    phase: 'encode',
  });
}
