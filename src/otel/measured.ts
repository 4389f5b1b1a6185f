import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import type { CallReport } from '../core/observation.ts';

/** A call to be measured. */
export interface Measured {
  readonly report: CallReport;
  readonly gapsMs: readonly number[];
  /** What all metrics of the call have in common. */
  readonly all: Attributes;
  /** The same, and how the call failed. */
  readonly told: Attributes;
}

/** Makes histograms with the buckets that the conventions advise. */
export function histogramOf(
  meter: Meter,
): (name: string, unit: string, description: string, buckets: number[]) => Histogram {
  return (name, unit, description, buckets) =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries: buckets } });
}
