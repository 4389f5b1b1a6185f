import type { Json, JsonObject } from '../../core/json.ts';
import { schemaInForm } from '../schema-form.ts';
import { fitsModel } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** Temperature, top-p and top-k, as far as this model takes them while it thinks or not. */
export function encodeSampling(encoding: Encoding, isThinking: boolean): JsonObject {
  const { call, dialect } = encoding;
  const { temperature, topP, topK } = call;
  const given = { temperature, topP, topK };
  if (fitsModel(call.model.id, dialect.fixedSamplingModels)) {
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined)
        encoding.dropped(name, `${call.model.id} does not take ${name}; it was left out.`, value);
    }
    return {};
  }
  const heat =
    temperature !== undefined && encoding.takes('temperature')
      ? heatOf(encoding, temperature, isThinking)
      : undefined;
  const nucleus =
    topP !== undefined && encoding.takes('topP') ? nucleusOf(encoding, topP, isThinking) : undefined;
  const isBoth =
    heat !== undefined && nucleus !== undefined && fitsModel(call.model.id, dialect.oneSamplerModels);
  if (isBoth)
    encoding.dropped(
      'topP',
      `${call.model.id} takes temperature or topP, not both; topP was left out.`,
      topP,
    );
  return {
    ...(heat === undefined ? {} : { temperature: heat }),
    ...(nucleus === undefined || isBoth ? {} : { top_p: nucleus }),
    ...(topK === undefined || !encoding.takes('topK') ? {} : topKOf(encoding, topK, isThinking)),
  };
}

/** Stop sequences, the user's id and the service tier. */
export function encodeSettings(encoding: Encoding): JsonObject {
  const { stop, user, metadata, serviceTier } = encoding.call;
  const userId = user ?? metadata?.['user_id'];
  for (const name of Object.keys(metadata ?? {})) {
    if (name === 'user_id' && user === undefined) continue;
    encoding.dropped(
      `metadata.${name}`,
      `The Messages format takes no metadata but user_id; ${name} was left out.`,
    );
  }
  return {
    ...(stop === undefined || !encoding.takes('stop') ? {} : stopOf(encoding, stop)),
    ...(userId === undefined || !encoding.takes('user') ? {} : { metadata: { user_id: userId } }),
    ...(serviceTier === undefined || !encoding.takes('serviceTier')
      ? {}
      : { service_tier: tierOf(encoding, serviceTier) }),
  };
}

/** The form of the answer. `effort` shares its place in the body. */
export function encodeOutput(encoding: Encoding, effort: string | undefined): JsonObject {
  const format = formatOf(encoding);
  const isNested = encoding.dialect.outputField === 'output_config';
  const config = {
    ...(effort === undefined ? {} : { effort }),
    ...(format === undefined || !isNested ? {} : { format }),
  };
  if (format !== undefined && !isNested) encoding.betas.add('structured-outputs-2025-11-13');
  return {
    ...(Object.keys(config).length === 0 ? {} : { output_config: config }),
    ...(format === undefined || isNested ? {} : { output_format: format }),
  };
}

/** Says of each option that the format has no word for that it was left out. */
export function dropForeign(encoding: Encoding): void {
  const { seed, minP, frequencyPenalty, presencePenalty, logprobs } = encoding.call;
  const given: Readonly<Record<string, Json | undefined>> = {
    seed,
    minP,
    frequencyPenalty,
    presencePenalty,
    logprobs,
  };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined)
      encoding.dropped(name, `The Messages format has no ${name}; it was left out.`, value);
  }
}

function heatOf(encoding: Encoding, temperature: number, isThinking: boolean): number | undefined {
  if (isThinking && temperature !== 1) {
    encoding.dropped(
      'temperature',
      'A model that thinks takes no temperature but 1; it was left out.',
      temperature,
    );
    return undefined;
  }
  const clamped = Math.min(1, Math.max(0, temperature));
  if (clamped !== temperature) {
    encoding.changed('temperature', 'The Messages format takes a temperature from 0 to 1.', {
      from: temperature,
      to: clamped,
    });
  }
  return clamped;
}

function nucleusOf(encoding: Encoding, topP: number, isThinking: boolean): number {
  const clamped = Math.min(1, Math.max(isThinking ? 0.95 : 0, topP));
  if (clamped !== topP) {
    const range = isThinking ? 'A model that thinks takes a topP from 0.95 to 1.' : 'topP goes from 0 to 1.';
    encoding.changed('topP', range, { from: topP, to: clamped });
  }
  return clamped;
}

function topKOf(encoding: Encoding, topK: number, isThinking: boolean): JsonObject {
  if (!isThinking) return { top_k: topK };
  encoding.dropped('topK', 'A model that thinks takes no topK; it was left out.', topK);
  return {};
}

// "stop_sequences: each stop sequence must contain non-whitespace".
function stopOf(encoding: Encoding, stop: readonly string[]): JsonObject {
  const spoken = stop.filter((each) => each.trim() !== '');
  if (spoken.length < stop.length) {
    encoding.dropped('stop', 'The API refuses stop sequences of white space only; these were left out.');
  }
  return spoken.length === 0 ? {} : { stop_sequences: spoken };
}

// https://docs.claude.com/en/api/service-tiers: `auto` uses priority capacity where the account has some.
function tierOf(encoding: Encoding, tier: string): string {
  const known: ReadonlyMap<string, string> = new Map([
    ['default', 'standard_only'],
    ['standard', 'standard_only'],
    ['priority', 'auto'],
  ]);
  const word = known.get(tier);
  if (word === undefined) return tier;
  encoding.changed('serviceTier', 'The service tier was said in the words of the Messages format.', {
    from: tier,
    to: word,
  });
  return word;
}

function formatOf(encoding: Encoding): JsonObject | undefined {
  const { output } = encoding.call;
  if (output === undefined || !encoding.takes('output')) return undefined;
  if (output.type === 'json') {
    encoding.dropped(
      'output',
      'The Messages format has no JSON mode without a schema; ask for JSON in the prompt.',
    );
    return undefined;
  }
  const schema = schemaInForm('anthropic', output.schema, 'output.schema', encoding);
  const { description } = output;
  const isTold = description === undefined || typeof schema['description'] === 'string';
  return { type: 'json_schema', schema: isTold ? schema : { ...schema, description } };
}
