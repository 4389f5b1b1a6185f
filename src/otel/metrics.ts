import type { Attributes, Meter } from '@opentelemetry/api';
import type { CallReport } from '../core/observation.ts';
import { commonAttributes } from './attributes.ts';
import { isNewer, type Spoken } from './conventions.ts';
import { createInferenceInstruments } from './inference-metrics.ts';
import { histogramOf, type Measured } from './measured.ts';
import { chunkBuckets, runBuckets, secondsBuckets, tokenBuckets } from './names.ts';

/** The instruments of the conventions. */
export interface Instruments {
  /** `gapsMs` are the times between the chunks of the answer, in milliseconds. */
  call(report: CallReport, gapsMs: readonly number[]): void;
  /** One tool that was run. */
  tool(ms: number, attributes: Attributes): void;
  /** One loop of tools. */
  run(ms: number, attributes: Attributes): void;
}

/** Creates the instruments of a meter for the conventions that are spoken. */
export function createInstruments(meter: Meter, spoken: Spoken): Instruments {
  const histogram = histogramOf(meter);
  const isOlder = spoken.has('1.36') || spoken.has('1.41');
  const recorders = [
    ...(isOlder ? [createCallInstruments(meter, spoken)] : []),
    ...(spoken.has('genai-0.1') ? [createInferenceInstruments(meter, !isOlder)] : []),
  ];
  const isNew = isNewer(spoken);
  const tools = histogram('gen_ai.execute_tool.duration', 's', 'How long tools took', secondsBuckets);
  const runs = histogram('gen_ai.invoke_agent.duration', 's', 'How long loops of tools took', runBuckets);
  return {
    call(report, gapsMs) {
      const all: Attributes = {
        ...commonAttributes(report, spoken),
        ...(report.served === undefined ? {} : { 'gen_ai.response.model': report.served }),
      };
      const failed = report.error?.code ?? (report.outcome === 'aborted' ? 'aborted' : undefined);
      const told = failed === undefined ? all : { ...all, 'error.type': failed };
      for (const record of recorders) record({ report, gapsMs, all, told });
    },
    tool: (ms, attributes) => void (isNew && tools.record(ms / 1_000, attributes)),
    run: (ms, attributes) => void (isNew && runs.record(ms / 1_000, attributes)),
  };
}

function createCallInstruments(meter: Meter, spoken: Spoken): (measured: Measured) => void {
  const histogram = histogramOf(meter);
  const about = 'gen_ai.client.operation';
  const duration = histogram(`${about}.duration`, 's', 'How long calls of models took', secondsBuckets);
  const tokens = histogram('gen_ai.client.token.usage', '{token}', 'Tokens in and out', tokenBuckets);
  const first = histogram(
    `${about}.time_to_first_chunk`,
    's',
    'Time to the first chunk of a stream',
    chunkBuckets,
  );
  const between = histogram(
    `${about}.time_per_output_chunk`,
    's',
    'Time between the chunks of a stream',
    chunkBuckets,
  );
  return ({ report, gapsMs, told }) => {
    const { usage, totalMs, firstChunkMs, stream } = report;
    duration.record(totalMs / 1_000, told);
    const { inputTokens, outputTokens } = usage;
    if (inputTokens !== null && inputTokens > 0)
      tokens.record(inputTokens, { ...told, 'gen_ai.token.type': 'input' });
    if (outputTokens !== null && outputTokens > 0)
      tokens.record(outputTokens, { ...told, 'gen_ai.token.type': 'output' });
    if (!spoken.has('1.41') || !stream) return;
    if (firstChunkMs !== undefined) first.record(firstChunkMs / 1_000, told);
    for (const gap of gapsMs) between.record(gap / 1_000, told);
  };
}
