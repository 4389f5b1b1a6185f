import type { JSX } from 'preact';
import { type CallView, countsOf, firstPieceOf, statusOf, textOf, toolsOf } from './calls.ts';
import { cost, duration } from './format.ts';

/** Two calls in numbers, one beside the other. */
export function Comparison({
  left,
  right,
}: {
  readonly left: CallView;
  readonly right: CallView;
}): JSX.Element {
  const rows: readonly (readonly [string, (call: CallView) => string])[] = [
    ['Model', ({ head }) => head.model],
    ['Status', statusOf],
    ['First piece', (call) => timeOf(firstPieceOf(call))],
    ['In all', ({ end }) => timeOf(end?.ms)],
    ['Tries', ({ requests }) => String(requests.length)],
    ['Tokens in', (call) => countOf(countsOf(call).inputTokens)],
    ['Tokens out', (call) => countOf(countsOf(call).outputTokens)],
    ['Cost', cost],
    ['Letters', (call) => String(textOf(call, 'text').length)],
    [
      'Tools',
      (call) =>
        toolsOf(call)
          .map(({ name }) => name)
          .join(', ') || '–',
    ],
  ];
  const isSame = textOf(left, 'text') === textOf(right, 'text');
  return (
    <section class="detail comparison" aria-label="Comparison">
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Compared with</th>
            <th scope="col">This call</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, of]) => (
            <tr class={of(left) === of(right) ? '' : 'differs'}>
              <th scope="row">{name}</th>
              <td>{of(left)}</td>
              <td>{of(right)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="facts">{isSame ? 'Both say the same text.' : 'Their texts differ.'}</p>
    </section>
  );
}

function timeOf(ms: number | undefined): string {
  return ms === undefined ? '–' : duration(ms);
}

function countOf(count: number | null | undefined): string {
  return count === undefined || count === null ? '–' : count.toLocaleString('en');
}
