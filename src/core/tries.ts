import type { Attempt } from './attempt.ts';
import type { Reply } from './call.ts';
import type { RecoveryEvent } from './recovery.ts';

/** The requests behind one reply: more than one when it had to be recovered. */
export class Tries {
  /** Those that are over. */
  over: readonly Attempt[];
  /** The one that answers; undefined when none does, as the last one failed. */
  current: { readonly startedAt: number; readonly requestId?: string } | undefined;
  /** Who answers. */
  model: { readonly spec: string; readonly provider: string; readonly id: string };
  /** Whether the price of the reply's model is that of the answer. */
  isSameModel = true;
  readonly #asked: string;

  constructor({ attempts, startedAt, requestId, model }: Reply) {
    this.over = attempts;
    this.current = requestId === undefined ? { startedAt } : { startedAt, requestId };
    this.model = model;
    this.#asked = model.spec;
  }

  add(event: RecoveryEvent): void {
    if (event.phase === 'failed') {
      this.over = event.tries;
      this.current = undefined;
    } else if (event.phase === 'ok') {
      const { startedAt, requestId } = event;
      this.over = event.tries;
      this.current = { startedAt, ...(requestId === undefined ? {} : { requestId }) };
    } else if (event.phase === 'retract' && event.origin !== undefined) {
      const { provider, model: id } = event.origin;
      this.isSameModel = event.model === this.#asked;
      this.model = { spec: event.model, provider, id };
    }
  }
}
