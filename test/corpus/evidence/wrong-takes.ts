import { piecesOf } from '../recordings.ts';
import type { ScenarioRecording, Take } from './recorded.ts';

/** A way to make a recording wrong; undefined where it cannot be done to this one. */
export type Change = (take: Take, others: readonly Take[]) => Take | undefined;

/** The answer to another question, by the same model over the same protocol. */
export function answerTo(scenario: string, fits: (take: Take) => boolean = () => true): Change {
  return ({ spec, family, recordings, ...take }, others) => {
    const other = others.find(
      (each) => each.spec === spec && each.family === family && each.scenario === scenario && fits(each),
    );
    const [answer] = other?.recordings ?? [];
    if (answer === undefined || answer.response.status >= 400) return undefined;
    const isSameForm = answer.stream === recordings[0]?.stream;
    if (!isSameForm) return undefined;
    const swapped = recordings.map((each) => ({ ...each, response: answer.response }));
    return { ...take, spec, family, recordings: swapped };
  };
}

/** The body with something of its text written otherwise; what is binary stays, as its frames have sums. */
export function rewritten(change: (text: string) => string, which: 'all' | 'last' = 'all'): Change {
  return (take) => {
    const recordings = take.recordings.map((each, index) =>
      which === 'all' || index === take.recordings.length - 1 ? changed(each, change) : each,
    );
    const isChanged = recordings.some((each, index) => each !== take.recordings[index]);
    return isChanged && recordings.every((each) => each !== undefined) ? { ...take, recordings } : undefined;
  };
}

function changed(recording: ScenarioRecording, change: (text: string) => string): ScenarioRecording {
  const { response } = recording;
  if (/eventstream/.test(response.headers['content-type'] ?? '')) return recording;
  const text = new TextDecoder().decode(Buffer.concat(piecesOf(recording)));
  const other = change(text);
  if (other === text) return recording;
  return { ...recording, response: { ...response, chunks: undefined, body: { text: other } } as never };
}
