import type { ModelKnowledge } from '../../catalog/knowledge.ts';
import type { Call } from '../../core/call.ts';
import type { Warning } from '../../core/warning.ts';

/** A call that could be sent now. */
export interface Ready {
  readonly call: Call;
  readonly knowledge: ModelKnowledge | undefined;
  /** What is known that speaks against it, though it would be sent. */
  readonly advice: readonly Warning[];
}
