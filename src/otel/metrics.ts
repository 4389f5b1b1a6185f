import type { Attributes, Meter } from '@opentelemetry/api';
import type { CallReport } from '../core/observation.ts';
import { commonAttributes } from './attributes.ts';
import { chunkBuckets, secondsBuckets, tokenBuckets } from './names.ts';

/** The instruments of the conventions. */
export interface Instruments {
  /** `gapsMs` are the times between the chunks of the answer, in milliseconds. */
  record(report: CallReport, gapsMs: readonly number[]): void;
}

/** Creates the histograms of a meter. */
export function createInstruments(meter: Meter): Instruments {
  const histogram = (name: string, unit: string, description: string, buckets: number[]) =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: buckets } });
  const duration = histogram(
    'gen_ai.client.operation.duration',
    's',
    'How long calls of models took',
    secondsBuckets,
  );
  const tokens = histogram('gen_ai.client.token.usage', '{token}', 'Tokens in and out', tokenBuckets);
  const first = histogram(
    'gen_ai.client.operation.time_to_first_chunk',
    's',
    'Time to the first chunk of a stream',
    chunkBuckets,
  );
  const between = histogram(
    'gen_ai.client.operation.time_per_output_chunk',
    's',
    'Time between the chunks of a stream',
    chunkBuckets,
  );
  return {
    record(report, gapsMs) {
      const all: Attributes = {
        ...commonAttributes(report),
        ...(report.served === undefined ? {} : { 'gen_ai.response.model': report.served }),
        ...(report.error === undefined ? {} : { 'error.type': report.error.code }),
      };
      duration.record(report.totalMs / 1_000, all);
      const { inputTokens, outputTokens } = report.usage;
      if (inputTokens !== null && inputTokens > 0)
        tokens.record(inputTokens, { ...all, 'gen_ai.token.type': 'input' });
      if (outputTokens !== null && outputTokens > 0)
        tokens.record(outputTokens, { ...all, 'gen_ai.token.type': 'output' });
      if (report.stream && report.firstChunkMs !== undefined) first.record(report.firstChunkMs / 1_000, all);
      for (const gap of gapsMs) between.record(gap / 1_000, all);
    },
  };
}
