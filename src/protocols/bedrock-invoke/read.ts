import type { Chunk, Emit } from '../../core/chunk.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import { count, usage, type Usage } from '../../core/usage.ts';
import { awsStreamFailure, isAwsFailure } from '../../wire/aws-exception.ts';
import type { WireEvent } from '../../wire/event.ts';
import { parseFrame } from '../frame-json.ts';
import type { StreamReader, StreamState } from '../protocol.ts';
import type { BedrockInvokeDialect } from './dialect.ts';
import { unreadable } from './failure.ts';
import { frameIn, metricsMember } from './wire.ts';

/**
 * Reads the events of `InvokeModelWithResponseStream`: each `chunk` holds a frame of the inner format. The last one also
 * holds Bedrock's own metrics; they become metadata, and the count where the inner format gave none.
 */
export class InvokeReader implements StreamReader {
  readonly #inner: StreamReader;
  readonly #dialect: BedrockInvokeDialect;
  #metrics: Readonly<Record<string, unknown>> | undefined;
  #hasUsage = false;
  #state: StreamState = 'open';
  #out: Emit = () => {};
  // One function for the whole stream: what the inner reader says goes through here.
  readonly #emit: Emit = (chunk) => this.#pass(chunk);

  constructor(inner: StreamReader, dialect: BedrockInvokeDialect) {
    this.#inner = inner;
    this.#dialect = dialect;
  }

  read(event: WireEvent, emit: Emit): StreamState {
    if (isAwsFailure(event)) throw awsStreamFailure(event);
    this.#out = emit;
    const payload = parseFrame(event.data);
    const frame = frameIn(payload);
    // Other events, with no bytes, pass.
    if (frame === undefined) return this.#state;
    const isLast = frame.includes(metricsMember);
    const data = isLast ? this.#withoutMetrics(frame) : frame;
    this.#state = this.#inner.read({ data }, this.#emit);
    if (this.#state !== 'finished' || this.#metrics === undefined) return this.#state;
    // Nothing follows the metrics; some formats have another mark for the end, which Bedrock leaves out.
    this.#inner.end(this.#emit);
    return 'done';
  }

  end(emit: Emit): void {
    this.#out = emit;
    this.#inner.end(this.#emit);
  }

  #withoutMetrics(frame: string): string {
    const value = parseFrame(frame);
    if (!isRecord(value) || !isRecord(value[metricsMember])) return frame;
    const { [metricsMember]: metrics, ...rest } = value;
    if (!isWithinDepth(value)) throw unreadable('a frame that is nested too deep');
    this.#metrics = metrics as Readonly<Record<string, unknown>>;
    return JSON.stringify(rest);
  }

  #pass(chunk: Chunk): void {
    if (chunk.type === 'usage' && chunk.usage.inputTokens !== null) this.#hasUsage = true;
    if (chunk.type === 'finish' && this.#metrics !== undefined) {
      const { vendor } = this.#dialect;
      const value = { invocationMetrics: this.#metrics as Json };
      this.#out({ type: 'extra', provider: vendor, value });
      if (!this.#hasUsage) this.#out({ type: 'usage', usage: usageOf(this.#metrics) });
    }
    this.#out(chunk);
  }
}

// The counts exclude what was read from and written to the cache, as Converse's do (recorded with Claude).
function usageOf(metrics: Readonly<Record<string, unknown>>): Usage {
  const input = count(metrics['inputTokenCount']);
  const cacheReadTokens = count(metrics['cacheReadInputTokenCount']);
  const cacheWriteTokens = count(metrics['cacheWriteInputTokenCount']);
  return usage({
    inputTokens: input === null ? null : input + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens: count(metrics['outputTokenCount']),
    cacheReadTokens,
    cacheWriteTokens,
    raw: metrics as Json,
  });
}
