import { isRecord } from '../../core/json.ts';
import { count, type Usage, type UsageUnits } from '../../core/usage.ts';
import type { Meter } from '../schema.ts';
import type { PriceFacts } from './cards.ts';
import { tierName } from './cards.ts';
import type { Meters } from './price.ts';

type Kind = 'audio' | 'image' | 'video';
type Counts = Readonly<Partial<Record<Kind, number>>>;

/**
 * Splits usage into meters that do not overlap: fresh, cached, written, audio, image and thought tokens each stand
 * alone. A meter that the provider says nothing about is absent; what lies in `usage.raw` only (cache lifetimes,
 * modalities) is taken from there.
 */
export function metersOf(usage: Usage): Meters {
  const raw = isRecord(usage.raw) ? usage.raw : unsaid;
  const cached = cachedKinds(raw);
  const into: Counts = { audio: usage.inputAudioTokens ?? 0, ...inputKinds(raw) };
  const out: Counts = { audio: usage.outputAudioTokens ?? 0, ...outputKinds(raw) };
  const read = usage.cacheReadTokens ?? 0;
  const cacheWritten = usage.cacheWriteTokens ?? 0;
  const written = writes(raw, cacheWritten);
  const fresh = freshKinds(into, cached, positive((usage.inputTokens ?? 0) - read - cacheWritten));
  const media = fresh.audio + fresh.image + fresh.video;
  const outMedia = (out.audio ?? 0) + (out.image ?? 0) + (out.video ?? 0);
  const meters: Writable = {};
  const { inputTokens, outputTokens, reasoningTokens } = usage;
  if (inputTokens !== null) meters.input = positive(inputTokens - read - cacheWritten - media);
  if (outputTokens !== null) meters.output = positive(outputTokens - (reasoningTokens ?? 0) - outMedia);
  if (reasoningTokens !== null) meters.reasoning = reasoningTokens;
  if (usage.cacheReadTokens !== null) meters.cache_read = positive(read - (cached.audio ?? 0));
  if (usage.cacheWriteTokens !== null) meters.cache_write = written.short;
  used(meters, 'input_audio', fresh.audio);
  used(meters, 'input_image', fresh.image);
  used(meters, 'input_video', fresh.video);
  used(meters, 'output_audio', out.audio);
  used(meters, 'output_image', out.image);
  used(meters, 'output_video', out.video);
  used(meters, 'cache_write_1h', written.long);
  used(meters, 'cache_read_audio', cached.audio);
  if (usage.tools !== undefined) addTools(meters, usage.tools);
  if (usage.units !== undefined) addUnits(meters, usage.units);
  used(meters, 'citation', count(raw['citation_tokens']) ?? 0);
  return meters;
}

type Writable = Partial<Record<Meter, number>>;

const unsaid: Record<string, unknown> = {};

function used(meters: Writable, meter: Meter, times: number | undefined): void {
  if (times !== undefined && times > 0) meters[meter] = times;
}

function addUnits(meters: Writable, units: UsageUnits): void {
  used(meters, 'image', units.images);
  used(meters, 'character', units.characters);
  used(meters, 'audio_second', units.audioSeconds);
  used(meters, 'video_second', units.videoSeconds);
  used(meters, 'request', units.searches);
  used(meters, 'page', units.pages);
}

/** What the counters themselves say about the price: the tier and the region that served, and whether the model thought. */
export function factsOf(usage: Usage): PriceFacts {
  const raw = isRecord(usage.raw) ? usage.raw : unsaid;
  const { service_tier: tier, speed, inference_geo: geo } = raw;
  const served = speed === 'fast' ? 'fast' : typeof tier === 'string' ? tierName(tier) : undefined;
  const facts: { -readonly [Name in keyof PriceFacts]: PriceFacts[Name] } = {};
  if (usage.inputTokens !== null) facts.promptTokens = usage.inputTokens;
  if (usage.reasoningTokens !== null) facts.reasoned = usage.reasoningTokens > 0;
  if (served !== undefined) facts.serviceTier = served;
  if (typeof geo === 'string' && geo !== '' && geo !== 'not_available') facts.region = geo;
  return facts;
}

// Names that providers and their counters give the tools they run.
const toolNames: Readonly<Record<string, Meter>> = {
  web_search: 'web_search',
  web_search_preview: 'web_search',
  googleSearch: 'web_search',
  google_search: 'web_search',
  x_search: 'web_search',
  file_search: 'file_search',
  code_interpreter: 'code_session',
};

function addTools(meters: Writable, tools: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(tools)) {
    const meter = Object.hasOwn(toolNames, name) ? (toolNames[name] as Meter) : 'tool_call';
    meters[meter] = (meters[meter] ?? 0) + times;
  }
}

// Anthropic: `cache_creation.ephemeral_1h_input_tokens`, inside the tokens written. Bedrock: `cacheDetails`, one entry a time.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CacheDetail.html
function writes(raw: Record<string, unknown>, all: number): { short: number; long: number } {
  const { cache_creation: created } = raw;
  const hours = listOf(raw['cacheDetails']).filter(({ ttl }) => ttl === '1h');
  const said = isRecord(created)
    ? (count(created['ephemeral_1h_input_tokens']) ?? 0)
    : hours.reduce((sum, { inputTokens }) => sum + (count(inputTokens) ?? 0), 0);
  const long = Math.min(said, all);
  return { short: all - long, long };
}

function inputKinds(raw: Record<string, unknown>): Counts {
  const google = [...listOf(raw['promptTokensDetails']), ...listOf(raw['toolUsePromptTokensDetails'])];
  if (google.length > 0) return modalities(google);
  return openaiKinds(
    raw['prompt_tokens_details'] ?? raw['input_tokens_details'] ?? raw['input_token_details'],
  );
}

function outputKinds(raw: Record<string, unknown>): Counts {
  const google = listOf(raw['candidatesTokensDetails']);
  if (google.length > 0) return modalities(google);
  return openaiKinds(raw['completion_tokens_details'] ?? raw['output_tokens_details']);
}

// Google's and OpenAI's modality counts hold the cached tokens too.
function cachedKinds(raw: Record<string, unknown>): Counts {
  const google = listOf(raw['cacheTokensDetails']);
  if (google.length > 0) return modalities(google);
  const details = raw['prompt_tokens_details'] ?? raw['input_tokens_details'];
  return isRecord(details) ? openaiKinds(details['cached_tokens_details']) : {};
}

// xAI says how much of a prompt was images and how much was cached, but not how much of the images: there can be no more
// fresh ones than fresh tokens.
function freshKinds(into: Counts, cached: Counts, room: number): Record<Kind, number> {
  let left = room;
  const take = (kind: Kind): number => {
    const taken = Math.min(positive((into[kind] ?? 0) - (cached[kind] ?? 0)), left);
    left -= taken;
    return taken;
  };
  return { audio: take('audio'), image: take('image'), video: take('video') };
}

function openaiKinds(details: unknown): Counts {
  if (!isRecord(details)) return {};
  const kinds: Partial<Record<Kind, number>> = {};
  for (const kind of ['audio', 'image', 'video'] as const) {
    const tokens = count(details[`${kind}_tokens`]);
    if (tokens !== null) kinds[kind] = tokens;
  }
  return kinds;
}

function modalities(list: readonly Record<string, unknown>[]): Counts {
  const kinds: Partial<Record<Kind, number>> = {};
  for (const { modality, tokenCount } of list) {
    const kind = typeof modality === 'string' ? modality.toLowerCase() : '';
    if (kind !== 'audio' && kind !== 'image' && kind !== 'video') continue;
    kinds[kind] = (kinds[kind] ?? 0) + (count(tokenCount) ?? 0);
  }
  return kinds;
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : emptyList;
}

const emptyList: readonly Record<string, unknown>[] = [];

function positive(value: number): number {
  return Math.max(0, value);
}
