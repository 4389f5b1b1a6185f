import type { JSX } from 'preact';
import { type CallView, kindOf, spokenOf } from './calls.ts';
import { duration } from './format.ts';

const [width, height] = [1000, 96];

/** When requests went out and pieces came in: a bar for each try, a tick for each piece. */
export function Timeline({ call }: { readonly call: CallView }): JSX.Element {
  const { chunks, requests, exchanges } = call;
  const last = call.end?.ms ?? Math.max(1, ...chunks.map(({ ms }) => ms), ...requests.map(({ ms }) => ms));
  const x = (ms: number): number => (last === 0 ? 0 : (ms / last) * width);
  const spoken = spokenOf(call);
  const first = spoken[0]?.ms;
  const gap = longestGap(spoken.map(({ ms }) => ms));
  const facts = [
    ...(first === undefined ? [] : [`first piece after ${duration(first)}`]),
    `${chunks.length} pieces`,
    ...(gap === undefined ? [] : [`longest gap ${duration(gap.ms)}, at ${duration(gap.from)}`]),
    `${duration(last)} in all`,
  ].join(' · ');
  return (
    <figure class="timeline">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={facts}>
        {requests.map(({ attempt, ms }) => {
          const end = exchanges.find((each) => each.attempt === attempt);
          const isBad = end !== undefined && (end.problem !== undefined || (end.status ?? 0) >= 400);
          const until = end?.ms ?? last;
          return (
            <rect
              class={isBad ? 'try bad' : 'try'}
              x={x(ms)}
              y={8}
              width={Math.max(2, x(until) - x(ms))}
              height={20}
            />
          );
        })}
        {gap === undefined ? null : <rect class="gap" x={x(gap.from)} y={40} width={x(gap.ms)} height={48} />}
        {first === undefined ? null : (
          <line
            class="first"
            x1={x(first)}
            x2={x(first)}
            y1={0}
            y2={height}
            vector-effect="non-scaling-stroke"
          />
        )}
        {chunks.map(({ ms, chunk }) => (
          <line
            class={`tick ${kindOf(chunk)}`}
            x1={x(ms)}
            x2={x(ms)}
            y1={40}
            y2={88}
            vector-effect="non-scaling-stroke"
          />
        ))}
      </svg>
      <ol class="axis" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <li>{duration(part * last)}</li>
        ))}
      </ol>
      <figcaption>{facts}</figcaption>
      <ul class="legend">
        {[...new Set(chunks.map(({ chunk }) => kindOf(chunk)))].map((kind) => (
          <li>
            <span class={`key ${kind}`} /> {kind}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function longestGap(times: readonly number[]): { readonly from: number; readonly ms: number } | undefined {
  let longest: { from: number; ms: number } | undefined;
  times.slice(1).forEach((time, index) => {
    const from = times[index] ?? 0;
    // Pieces of one read come at once; half a millisecond is no gap.
    if (time - from > Math.max(longest?.ms ?? 0, 0.5)) longest = { from, ms: time - from };
  });
  return longest;
}
