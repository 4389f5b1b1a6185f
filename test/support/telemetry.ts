import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type ContextManager, ROOT_CONTEXT, type Tracer } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { Client, ClientOptions } from '../../src/client/client.ts';
import { otel, type OtelOptions } from '../../src/otel/observer.ts';
import type { SimulatorOptions } from '../../src/testing/simulator.ts';
import { useSimulators } from './simulated.ts';

/** What `@opentelemetry/context-async-hooks` does. */
class StoredContext implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();
  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    run: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(active, () => run.call(thisArg, ...args) as ReturnType<F>);
  }
  bind<T>(_active: Context, target: T): T {
    return target;
  }
  enable(): this {
    return this;
  }
  disable(): this {
    return this;
  }
}

/** One point of a histogram or a counter. */
export interface Point {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of a counter a number. */
  readonly value: { readonly count: number; readonly sum: number } | number;
}

export interface Scene {
  readonly turns?: SimulatorOptions['turns'];
  readonly otel?: OtelOptions;
  readonly options?: ClientOptions;
}

/** The real OpenTelemetry SDK, in memory. */
export interface Telemetry {
  readonly tracer: Tracer;
  /** A client of a simulator that is told to the SDK. */
  client(scene?: Scene): Promise<Client>;
  /** Those that ended, since the test began. */
  spans(): readonly ReadableSpan[];
  /** The only one; fails where there are more, or none. */
  only(): ReadableSpan;
  named(name: string): ReadableSpan;
  /** What was measured since it was last asked for. */
  points(): Promise<readonly Point[]>;
}

/** Sets the SDK up for one test file. */
export function useTelemetry(): Telemetry {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  const simulators = useSimulators();
  const tracer = provider.getTracer('test');
  beforeAll(() => void context.setGlobalContextManager(new StoredContext()));
  beforeEach(() => exporter.reset());
  afterAll(async () => {
    context.disable();
    await meters.shutdown();
    await provider.shutdown();
  });
  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
  return {
    tracer,
    spans,
    async client({ turns, otel: more, options } = {}) {
      const simulated = await simulators.start(turns === undefined ? {} : { turns });
      const telemetry = [otel({ tracer, meter: meters.getMeter('test'), ...more })];
      return simulated.client({ telemetry, ...options });
    },
    only() {
      const [span, ...more] = spans();
      expect(more.map(({ name }) => name)).toEqual([]);
      if (span === undefined) throw new Error('there is no span');
      return span;
    },
    named(name) {
      const found = spans().find((span) => span.name === name);
      if (found === undefined)
        throw new Error(
          `no span ${name} among ${spans()
            .map((each) => each.name)
            .join(', ')}`,
        );
      return found;
    },
    async points() {
      metrics.reset();
      await reader.forceFlush();
      return metrics
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((each) => each.metrics))
        .flatMap(({ descriptor, dataPoints }) =>
          dataPoints.map(({ attributes, value }) => ({
            name: descriptor.name,
            attributes,
            value: value as Point['value'],
          })),
        );
    },
  };
}

/** The id of a span's parent. */
export function parentOf(span: ReadableSpan): string | undefined {
  return span.parentSpanContext?.spanId;
}

/** A span's own id. */
export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}
