import { estimateTokens, familyOf, textTokens } from '../../src/client/sight/token-estimate.ts';
import { tokenFeatures, type TokenFeatures } from '../../src/client/sight/token-features.ts';
import type { TokenRates } from '../../src/client/sight/token-rates.ts';
import type { CallBody } from '../../src/core/call.ts';
import type { Json } from '../../src/core/json.ts';
import { isRecord } from '../../src/core/json.ts';
import { endpointOf } from './hosts.ts';
import { type Family, type Recording, recordingsOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

/** A recorded call, what it holds, and how many tokens its provider counted. */
export interface Sample {
  readonly id: string;
  readonly family: string;
  readonly features: TokenFeatures;
  readonly tokens: number;
  readonly call: CallBody;
}

const families: readonly Family[] = [
  'anthropic_messages',
  'bedrock_converse',
  'cohere_chat',
  'google_generate_content',
  'openai_chat',
  'openai_responses',
];

/** All recorded calls of text alone whose input tokens are known; each kind of call once. */
export async function tokenSamples(): Promise<Sample[]> {
  const samples: Sample[] = [];
  const seen = new Set<string>();
  for (const family of families) {
    const recordings = recordingsOf(family).filter(isUseful);
    const replay = await createReplayer(recordings);
    for (const recording of recordings) {
      const call = await callOf(recording, family);
      if (call === undefined) continue;
      const features = tokenFeatures(call);
      if (features.images.length > 0 || features.uncounted.length > 0) continue;
      const { response } = await replay(recording);
      const tokens = response?.usage.inputTokens ?? 0;
      if (tokens < 1 || response?.usage.status !== 'final' || response.usage.tools !== undefined) continue;
      const key = JSON.stringify([recording.model, features, tokens]);
      if (seen.has(key)) continue;
      seen.add(key);
      samples.push({ id: recording.id, family: familyOf(call.model.id), features, tokens, call });
    }
  }
  return samples;
}

function isUseful(recording: Recording): boolean {
  const { request, response, tags } = recording;
  const isCut = tags.some((tag) => /cut|image|file|pdf|audio|video|web-search|grounding/.test(tag));
  return response.status === 200 && !isCut && request.url !== null && jsonOf(request.body) !== undefined;
}

async function callOf(recording: Recording, family: Family): Promise<CallBody | undefined> {
  try {
    const server = await (await endpointOf(family, recording.provider)).loadServer();
    const path = new URL(recording.request.url ?? '').pathname;
    const headers = { 'anthropic-version': '2023-06-01' };
    const call = server.parse({ path, headers, body: jsonOf(recording.request.body) as Json });
    // What providers run or keep themselves is not in the request.
    if (
      /previous_response_id|MASSIVE_TEXT|"conversation"/.test(JSON.stringify(jsonOf(recording.request.body)))
    )
      return undefined;
    return { ...call, model: { ...call.model, id: recording.model ?? call.model.id } };
  } catch {
    return undefined;
  }
}

function jsonOf(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  if (body['json'] !== undefined) return body['json'];
  try {
    return typeof body['text'] === 'string' ? (JSON.parse(body['text']) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** A third of the samples is kept apart for measuring, chosen by name. */
export function isHeldOut({ id }: Sample): boolean {
  let hash = 7;
  for (let at = 0; at < id.length; at += 1) hash = (hash * 31 + id.charCodeAt(at)) % 1_000_003;
  return hash % 3 === 0;
}

const names = [
  'base',
  'message',
  'anyTool',
  'tool',
  'schema',
  'output',
  'latin',
  'digits',
  'symbols',
  'cjk',
  'other',
] as const;
type Name = (typeof names)[number];

/**
 * What tokenizers are known to do with each kind of character: most recordings are short, and without these limits a
 * rate would be whatever explains one odd request.
 */
const limits: Readonly<Partial<Record<Name, readonly [least: number, most: number]>>> = {
  schema: [0.12, 0.45],
  output: [0, 0.45],
  latin: [0.19, 0.32],
  digits: [0.3, 1],
  symbols: [0.3, 0.9],
  cjk: [0.5, 1.5],
  other: [0.2, 1],
};

/** What a word or a letter costs anywhere, where a family's recordings do not tell. */
const prior: Readonly<Record<Name, number>> = {
  base: 3,
  message: 4,
  anyTool: 20,
  tool: 10,
  schema: 0.22,
  output: 0.2,
  latin: 0.22,
  digits: 0.5,
  symbols: 0.5,
  cjk: 0.8,
  other: 0.5,
};

/** How far a rate may well lie from the prior. */
const scales: Readonly<Record<Name, number>> = {
  base: 100,
  message: 10,
  anyTool: 200,
  tool: 40,
  schema: 0.2,
  output: 0.2,
  latin: 0.05,
  digits: 0.3,
  symbols: 0.3,
  cjk: 0.3,
  other: 0.3,
};

function row({ features }: Sample): number[] {
  return [
    1,
    features.messages,
    features.tools > 0 ? 1 : 0,
    features.tools,
    features.schema,
    features.output,
    features.latin,
    features.digits,
    features.symbols,
    features.cjk,
    features.other,
  ];
}

/** Rates with the least squares of relative errors, none below zero, held to the prior where there is little to learn. */
export function fit(
  samples: readonly Sample[],
  from: Readonly<Record<Name, number>> = prior,
): Record<Name, number> {
  const rates = names.map((name) => from[name]);
  const rows = samples.map(row);
  const weights: number[] = [];
  const holds = names.map((name) => 1e-2 / scales[name] ** 2);
  const errors = samples.map(({ tokens }, at) => tokens - dot(rows[at] as number[], rates));
  for (let round = 0; round < 1_500; round += 1) {
    // Least absolute and not least square errors, by weights that are set anew: some recorded requests were altered by
    // their recorder, and some hosts put words of their own in front.
    if (round % 10 === 0)
      for (const [at, { tokens }] of samples.entries()) {
        const scale = tokens + 15;
        weights[at] = 1 / (scale * Math.max(0.03 * scale, Math.abs(errors[at] as number)));
      }
    for (let index = 0; index < names.length; index += 1) {
      let top =
        (holds[index] as number) * ((from[names[index] as Name] as number) - (rates[index] as number));
      let under = holds[index] as number;
      for (let at = 0; at < rows.length; at += 1) {
        const x = (rows[at] as number[])[index] as number;
        if (x === 0) continue;
        const weight = weights[at] as number;
        top += weight * x * (errors[at] as number);
        under += weight * x * x;
      }
      const [least, most] = limits[names[index] as Name] ?? [0, Number.POSITIVE_INFINITY];
      const next = Math.min(most, Math.max(least, (rates[index] as number) + top / under));
      const step = next - (rates[index] as number);
      if (step === 0) continue;
      rates[index] = next;
      for (let at = 0; at < rows.length; at += 1)
        errors[at] = (errors[at] as number) - step * ((rows[at] as number[])[index] as number);
    }
  }
  return Object.fromEntries(
    names.map((name, at) => [name, Number((rates[at] as number).toPrecision(4))]),
  ) as Record<Name, number>;
}

function dot(left: readonly number[], right: readonly number[]): number {
  return left.reduce((sum, x, at) => sum + x * (right[at] as number), 0);
}

/** The tightest bound, a number of tokens and a share of the estimate, that holds for 19 of 20 samples. */
export function errorBound(
  samples: readonly Sample[],
  rates: Record<Name, number>,
): { errorTokens: number; errorShare: number } {
  const guesses = samples.map(({ features, tokens }) => {
    const guess = textTokens(features, rates as unknown as TokenRates);
    return { guess, error: Math.abs(tokens - guess) };
  });
  const bounds = [0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4].map((errorShare) => {
    const rest = guesses.map(({ guess, error }) => Math.max(0, error - errorShare * guess));
    rest.sort((left, right) => left - right);
    const errorTokens = Math.ceil(rest[Math.ceil(rest.length * 0.95) - 1] ?? 0) + 1;
    const wide = guesses.reduce(
      (sum, { guess }) => sum + (errorTokens + errorShare * guess) / (guess + 50),
      0,
    );
    return { errorTokens, errorShare, wide };
  });
  const [best] = bounds.toSorted((left, right) => left.wide - right.wide);
  return { errorTokens: best?.errorTokens ?? 0, errorShare: best?.errorShare ?? 1 };
}

/** How far the packaged estimate is off, for the samples of one family. */
export function measured(samples: readonly Sample[]): { within: number; median: number } {
  const outcomes = samples.map(({ call, tokens }) => {
    const { tokens: guess, errorBound } = estimateTokens(call);
    return {
      error: Math.abs(guess - tokens) / tokens,
      isWithin: Math.abs(guess - tokens) <= (errorBound ?? 0),
    };
  });
  const errors = outcomes.map(({ error }) => error).sort((left, right) => left - right);
  return {
    within: outcomes.filter(({ isWithin }) => isWithin).length / Math.max(1, outcomes.length),
    median: errors[Math.floor(errors.length / 2)] ?? 0,
  };
}
