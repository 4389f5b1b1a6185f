import type { Call, CallBody, Effort } from '../core/call.ts';
import { efforts } from '../core/call.ts';
import type { UserPart } from '../core/message.ts';
import { firstParty } from './first-party.ts';
import { type CertainFacts, checkFacts } from './preflight.ts';
import { applyQuirks } from './quirks/apply.ts';
import type { QuirkContext, Rule } from './quirks/rule.ts';
import type { CatalogModel } from './schema.ts';

/** Options that a model may not take. */
export type Setting =
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'minP'
  | 'seed'
  | 'stop'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'logprobs';

/** What a model is known not to take, as the types name it: options, levels of thinking, kinds of parts, `text`. */
export type Lacking = Setting | 'tools' | 'reasoning' | Effort | 'image' | 'audio' | 'video' | 'text';

type Said = Partial<CallBody>;

const sampling: readonly (readonly [Setting, readonly Said[]])[] = [
  ['temperature', [{ temperature: 0 }, { temperature: 0.7 }]],
  ['topP', [{ topP: 0.5 }]],
  ['topK', [{ topK: 5 }]],
  ['minP', [{ minP: 0.1 }]],
  ['seed', [{ seed: 7 }]],
  ['stop', [{ stop: ['END'] }]],
  ['frequencyPenalty', [{ frequencyPenalty: 0.5 }]],
  ['presencePenalty', [{ presencePenalty: 0.5 }]],
  ['logprobs', [{ logprobs: true }, { logprobs: 2 }]],
];

const tool = { name: 'look', inputSchema: { type: 'object', properties: {} } } as const;

// What else a call may say; an option is lacking only when none of these saves it.
const surroundings: readonly Said[] = [
  {},
  { stream: true },
  { reasoning: { effort: 'none' } },
  { reasoning: { effort: 'low' } },
  { reasoning: { effort: 'high' } },
  { tools: [tool] },
];

/**
 * What a call to this model may certainly not say: what the checks before a call refuse or change whatever else the call
 * holds. The types are made from it, so that they refuse nothing that the run time lets through. Rules that are known
 * from code alone do not count. Sorted.
 */
export function lacksOf(model: CatalogModel, rules: readonly Rule[]): readonly Lacking[] {
  const probe = probeOf(model, rules);
  if (isWordless(model) || probe.isRefused({})) return ['text'];
  const found: Lacking[] = sampling.flatMap(([name, values]) =>
    probe.isNeverKept(name, values) ? [name] : [],
  );
  if (surroundings.every((other) => probe.isRefused({ ...other, tools: [tool] }))) found.push('tools');
  const levels = efforts.filter((effort) => !probe.keepsEffort(effort));
  const thinks = levels.length < efforts.length - 1 || levels.includes('none');
  found.push(...(thinks ? levels : (['reasoning'] as const)));
  for (const [kind, part] of media) if (probe.isRefused({ messages: asked(part) })) found.push(kind);
  return found.sort();
}

// Drawings, films and speech have functions of their own; some such models write as well, and some hosts speak a chat
// format with them (Gemini's speech on record, pictures at gateways), so the vendor's own protocol must be known.
function isWordless({ provider, kind, capabilities, wires }: CatalogModel): boolean {
  if (kind !== 'image' && kind !== 'video' && kind !== 'speech') return false;
  const { outputModalities } = capabilities;
  return firstParty.includes(provider) && wires[kind] !== undefined && !outputModalities.includes('text');
}

interface Probe {
  isRefused(said: Said): boolean;
  isNeverKept(name: Setting, values: readonly Said[]): boolean;
  keepsEffort(effort: Effort): boolean;
}

function probeOf(model: CatalogModel, rules: readonly Rule[]): Probe {
  const known: CertainFacts = {
    kind: model.kind,
    capabilities: model.capabilities,
    isListed: ['models.dev', 'archive'].includes(model.provenance['name'] ?? ''),
  };
  const protocol = model.wires.text?.api ?? '';
  const context: QuirkContext = { provider: model.provider, protocol, mode: 'apply', rules };
  const sent = (said: Said): Call | undefined => {
    const checked = checkFacts(callOf(model, said), known, context);
    if (checked.rejected !== undefined) return undefined;
    const { call, rejected } = applyQuirks(checked.call, context);
    return rejected === undefined ? call : undefined;
  };
  const hasEffort = (effort: Effort, other: Said): boolean => {
    const call = sent({ ...other, reasoning: { effort } });
    // A model that never thinks does what an effort of none asks for, though nothing is sent.
    return call?.reasoning?.effort === effort || (effort === 'none' && call?.reasoning === undefined);
  };
  return {
    isRefused: (said) => sent(said) === undefined,
    isNeverKept: (name, values) =>
      surroundings.every((other) => values.every((value) => !(name in (sent({ ...other, ...value }) ?? {})))),
    keepsEffort: (effort) => surroundings.some((other) => hasEffort(effort, other)),
  };
}

function callOf({ spec, provider, id }: CatalogModel, said: Said): Call {
  return {
    operation: 'text',
    model: { spec, provider, id, facts: {} },
    messages: asked({ type: 'text', text: 'Hi' }),
    stream: false,
    control: {
      startedAt: 0,
      timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
      retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
    },
    ...said,
  };
}

function asked(...content: readonly UserPart[]): Call['messages'] {
  return [{ role: 'user', content }];
}

const file = (mediaType: string): UserPart => ({ type: 'file', source: { data: 'AAAA', mediaType } });

const media: readonly (readonly ['image' | 'audio' | 'video', UserPart])[] = [
  ['image', { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' } }],
  ['audio', file('audio/mpeg')],
  ['video', file('video/mp4')],
];
