import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ModelRecord } from '../record.ts';
import type { Kind, Modality } from '../schema.ts';
import { compact } from '../lines/compact.ts';
import { kindOf } from './kind.ts';
import { priceOf } from './prices.ts';
import { modelProtocol } from './protocol.ts';
import { reasoningOf } from './reasoning.ts';

type Source = Readonly<Record<string, unknown>>;

/** A model of the source in our words, or a sentence that says why it is none. */
export function modelRecord(provider: string, id: string, source: unknown): ModelRecord | string {
  if (!isRecord(source)) return 'is no object';
  const problem = idProblem(id, source) ?? shapeProblem(source);
  if (problem !== undefined) return problem;
  const [input, output] = modalitiesOf(source);
  const family = textOf(source['family']);
  const kind = kindOf(id, family ?? '', output);
  const experimental = source['experimental'];
  const modes = isRecord(experimental) ? experimental['modes'] : undefined;
  const price = priceOf(source['cost'], modes, provider, id);
  return {
    id,
    name: (textOf(source['name']) ?? id).replace(/\s+/g, ' ').trim(),
    ...(family === undefined ? {} : { family }),
    kind,
    ...flagsOf(id, source),
    input,
    output: kind === 'embedding' ? ['embedding'] : kind === 'rerank' ? ['score'] : output,
    ...limitsOf(kind, source['limit']),
    ...datesOf(kind, source),
    ...statusOf(source['status']),
    ...reasoningOf(source),
    ...(price === undefined ? {} : { price }),
    ...modesOf(modes),
    ...wireOf(source['provider']),
    ...extraOf(source),
  };
}

const longest = 300;

function idProblem(id: string, source: Source): string | undefined {
  if (id.length > longest || !/^[A-Za-z0-9~@][\w.:@/+~(),= -]*$/.test(id))
    return 'has an id that no model has';
  if (source['id'] !== undefined && source['id'] !== id) return 'has two ids';
  return undefined;
}

function shapeProblem(source: Source): string | undefined {
  const { name, limit, modalities, cost } = source;
  if (typeof name !== 'string' || name.length > longest) return 'has no name';
  if (!isRecord(limit)) return 'has no limits';
  if (Object.values(limit).some((each) => typeof each !== 'number')) return 'has limits that are no numbers';
  if (cost !== undefined && !isRecord(cost)) return 'has a cost that is no object';
  if (isRecord(cost) && [cost['input'], cost['output']].some((each) => !isPrice(each)))
    return 'has a price that is none';
  return isRecord(modalities) && ['input', 'output'].every((side) => Array.isArray(modalities[side]))
    ? undefined
    : 'has no modalities';
}

function isPrice(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && value >= 0 && value < 1e6);
}

const modalities: ReadonlySet<string> = new Set(['text', 'image', 'audio', 'video', 'pdf']);

// `attachment` is ignored: it contradicts the modalities on 359 models.
function modalitiesOf(source: Source): [Modality[], Modality[]] {
  const sides = source['modalities'] as Record<string, unknown[]>;
  const known = (list: unknown[] = []): Modality[] =>
    [...new Set(list)].filter((each): each is Modality => typeof each === 'string' && modalities.has(each));
  return [known(sides['input']), known(sides['output'])];
}

const sentinel = 99_999_999;

// Embeddings say how long their vectors are where other models say how much they write.
function limitsOf(kind: Kind, limit: unknown): Partial<ModelRecord> {
  const { context, input, output } = limit as Record<string, unknown>;
  const known = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value < sentinel
      ? value
      : undefined;
  const [all, read, written] = [known(context), known(input), known(output)];
  const [maxInput, maxOutput] = [read, written].map((each) =>
    each === undefined || (all !== undefined && each > all) ? undefined : each,
  );
  return {
    ...(all === undefined ? {} : { context: all }),
    ...(maxInput === undefined || maxInput === all ? {} : { maxInput }),
    ...(kind === 'embedding' ? dimensionsOf(written) : maxOutput === undefined ? {} : { maxOutput }),
  };
}

// Some hosts repeat the context there; no vector is that long.
function dimensionsOf(length: number | undefined): { dimensions?: number } {
  return length === undefined || length < 64 || length > 8192 ? {} : { dimensions: length };
}

// Resold o-series and gpt-5 models say that they take a temperature; their maker refuses it.
const fixedTemperature = /(^|[/.])(o[134](-|$)|gpt-5(-(mini|nano|pro|codex|2025)|$))/i;

function flagsOf(id: string, source: Source): Partial<ModelRecord> {
  const flag = (member: string): boolean | undefined => {
    const value = source[member];
    return typeof value === 'boolean' ? value : undefined;
  };
  const temperature = flag('temperature');
  const isDoubtful = temperature === true && fixedTemperature.test(id);
  return compact({
    reasoning: flag('reasoning'),
    tools: flag('tool_call'),
    temperature: isDoubtful ? undefined : temperature,
    schema: flag('structured_output'),
    weights: flag('open_weights'),
  });
}

function datesOf(kind: Kind, source: Source): Partial<ModelRecord> {
  const date = (member: string): string | undefined => {
    const value = source[member];
    return typeof value === 'string' && /^\d{4}-(0\d|1[0-2])(-[0-3]\d)?$/.test(value) ? value : undefined;
  };
  const [first, last] = [date('release_date'), date('last_updated')];
  // No model one can chat with is older; the source has six such dates.
  const released = first !== undefined && kind === 'chat' && first < '2022' ? undefined : first;
  const updated = last !== undefined && first !== undefined && last < first ? undefined : last;
  return compact({
    released,
    updated: updated === released ? undefined : updated,
    knowledge: date('knowledge'),
  });
}

function statusOf(status: unknown): Partial<ModelRecord> {
  return typeof status === 'string' && /^[a-z-]{1,20}$/.test(status) && status !== 'active' ? { status } : {};
}

function modesOf(modes: unknown): Partial<ModelRecord> {
  if (!isRecord(modes)) return {};
  const kept: Record<string, JsonObject> = {};
  for (const [name, mode] of Object.entries(modes)) {
    const { body, headers } = isRecord(mode) && isRecord(mode['provider']) ? mode['provider'] : {};
    if (name === '__proto__' || (!isRecord(body) && !isRecord(headers))) continue;
    kept[name] = compact({
      body: isRecord(body) ? body : undefined,
      headers: isRecord(headers) ? headers : undefined,
    }) as JsonObject;
  }
  return Object.keys(kept).length === 0 ? {} : { modes: kept };
}

function wireOf(provider: unknown): Partial<ModelRecord> {
  if (!isRecord(provider)) return {};
  const api = modelProtocol(textOf(provider['npm']), textOf(provider['shape']));
  const baseUrl = textOf(provider['api'])?.replace(/\$\{(\w+)\}/g, '{$1}');
  const wire = compact({ api, baseUrl });
  return Object.keys(wire).length === 0 ? {} : { wire };
}

const known: ReadonlySet<string> = new Set(
  (
    'id name family attachment reasoning reasoning_options reasoning_always_on tool_call structured_output temperature ' +
    'knowledge release_date last_updated modalities open_weights limit cost experimental interleaved provider status ' +
    'wire base_url compat thinking_level_map'
  ).split(' '),
);

// What the source adds one day passes untouched, as long as it is small.
function extraOf(source: Source): Partial<ModelRecord> {
  const added = Object.entries(source).filter(
    ([member, value]) =>
      !known.has(member) && /^[a-z_]{1,40}$/.test(member) && JSON.stringify(value).length < 500,
  );
  const extra = Object.fromEntries(added.filter(([member]) => member !== '__proto__'));
  return added.length === 0 ? {} : { extra: extra as JsonObject as NonNullable<ModelRecord['extra']> };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;
}
