import type { Attributes, Counter, Meter } from '@opentelemetry/api';
import { histogramOf, type Measured } from './measured.ts';
import { chunkBuckets, secondsBuckets, tokenBuckets } from './names.ts';

const inference = 'gen_ai.client.inference';
const embeddings = 'gen_ai.client.embeddings';

/**
 * Creates the instruments of the conventions' own repository (genai-0.1): those of inference and of embeddings apart, and
 * tokens as counters for sums beside histograms for percentiles. `hasDuration`: whether to tell the duration of what is
 * neither, as `gen_ai.client.operation.duration`.
 */
export function createInferenceInstruments(meter: Meter, hasDuration: boolean): (measured: Measured) => void {
  const histogram = histogramOf(meter);
  const seconds = (name: string, description: string) => histogram(name, 's', description, secondsBuckets);
  const count = (name: string) => histogram(name, '{token}', 'Tokens of one call', tokenBuckets);
  const chunks = (name: string, description: string) => histogram(name, 's', description, chunkBuckets);
  const duration = seconds(`${inference}.duration`, 'How long calls of models took');
  const ofVectors = seconds(`${embeddings}.duration`, 'How long calls for vectors took');
  const ofOthers = hasDuration
    ? seconds('gen_ai.client.operation.duration', 'How long calls took')
    : undefined;
  const first = chunks(`${inference}.time_to_first_chunk`, 'Time to the first chunk of a stream');
  const between = chunks(`${inference}.time_per_output_chunk`, 'Time between the chunks of a stream');
  const input = count(`${inference}.operation.input_tokens`);
  const output = count(`${inference}.operation.output_tokens`);
  const ofValues = count(`${embeddings}.operation.input_tokens`);
  const countUsage = createCounters(meter);
  return (measured) => {
    const { report, gapsMs, all, told } = measured;
    const { operation, usage, totalMs, firstChunkMs, stream } = report;
    if (operation === 'rerank') return ofOthers?.record(totalMs / 1_000, told);
    const { inputTokens, outputTokens } = usage;
    if (operation === 'embed') {
      ofVectors.record(totalMs / 1_000, told);
      if (inputTokens !== null) ofValues.record(inputTokens, all);
      return;
    }
    duration.record(totalMs / 1_000, told);
    if (inputTokens !== null) input.record(inputTokens, all);
    if (outputTokens !== null) output.record(outputTokens, all);
    countUsage(measured);
    if (stream && firstChunkMs !== undefined) first.record(firstChunkMs / 1_000, told);
    for (const gap of gapsMs) between.record(gap / 1_000, told);
  };
}

type Modality = 'text' | 'audio' | 'unknown';

function createCounters(meter: Meter): (measured: Measured) => void {
  const counter = (name: string): Counter =>
    meter.createCounter(`${inference}.usage.${name}`, { unit: '{token}', description: 'Tokens used' });
  const input = counter('input_tokens');
  const output = counter('output_tokens');
  const parts = [
    [counter('cache_read.input_tokens'), 'cacheReadTokens'],
    [counter('cache_write.input_tokens'), 'cacheWriteTokens'],
    [counter('reasoning.output_tokens'), 'reasoningTokens'],
  ] as const;
  const of = (all: Attributes, modality: Modality): Attributes => ({
    ...all,
    'gen_ai.token.modality': modality,
  });
  return ({ report: { usage }, all }) => {
    // A call without a count is told too, as 0.
    input.add((usage.inputTokens ?? 0) - (usage.inputAudioTokens ?? 0), of(all, 'unknown'));
    output.add((usage.outputTokens ?? 0) - (usage.outputAudioTokens ?? 0), of(all, 'unknown'));
    if ((usage.inputAudioTokens ?? 0) > 0) input.add(usage.inputAudioTokens ?? 0, of(all, 'audio'));
    if ((usage.outputAudioTokens ?? 0) > 0) output.add(usage.outputAudioTokens ?? 0, of(all, 'audio'));
    for (const [part, name] of parts) if (usage[name] !== null) part.add(usage[name], of(all, 'unknown'));
  };
}
