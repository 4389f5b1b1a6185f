import type { Json } from '../../core/json.ts';
import type { CallReport, Observer } from '../../core/observation.ts';
import { createFold } from '../../core/response.ts';

/** Where the journal goes: a function that gets each line, its line break included, or that and more. */
export type Journal =
  | ((line: string) => void)
  | {
      readonly write: (line: string) => void;
      /** Whether the lines hold what was asked and answered too. Default false. */
      readonly content?: boolean;
    };

/** One line of a journal: a call that is over. No prompts and answers unless they were asked for. */
export interface JournalLine {
  readonly v: 1;
  /** When the call began, as ISO 8601 in UTC. */
  readonly at: string;
  readonly operation: CallReport['operation'];
  readonly model: string;
  readonly served?: string;
  readonly stream: boolean;
  readonly outcome: CallReport['outcome'];
  readonly error?: CallReport['error'];
  readonly finishReason?: CallReport['finishReason'];
  readonly ms: number;
  readonly firstChunkMs?: number;
  /** The requests that were made, with what each used. */
  readonly requests: readonly JournalRequest[];
  readonly tags?: readonly string[];
  readonly requestId?: string;
  readonly cached?: true;
  readonly input?: Json;
  readonly output?: Json;
}

/** One request of a call. `null` is a count or cost that is not known. */
export interface JournalRequest {
  readonly model: string;
  readonly outcome: CallReport['outcome'];
  readonly status: CallReport['usage']['status'];
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly reasoningTokens: number | null;
  /** What is counted in other units than tokens: images, characters, seconds, searches. */
  readonly units?: CallReport['usage']['units'];
  /** In US dollars. */
  readonly cost: number | null;
  readonly costComplete?: boolean;
}

/** Writes a line for each call that is over. What the writer throws is told to `onLost` and nobody else. */
export function journalObserver(journal: Journal, onLost: () => void): Observer {
  const { write, content = false } =
    typeof journal === 'function' ? { write: journal, content: false } : journal;
  const put = (line: JournalLine): void => {
    try {
      write(`${JSON.stringify(line)}\n`);
    } catch {
      // The answer is paid for and whole; a full disk must not take it away.
      onLost();
    }
  };
  return {
    begin(_start, call) {
      if (!content) return { end: (report) => put(lineOf(report)) };
      const fold = createFold();
      const { control: _control, model: _model, ...said } = call;
      return {
        chunk: (chunk) => fold.add(chunk),
        end: (report) =>
          put({
            ...lineOf(report),
            input: said as unknown as Json,
            output: fold.result().message as unknown as Json,
          }),
      };
    },
  };
}

/** A call as a line of the journal. */
function lineOf(report: CallReport): JournalLine {
  const { served, error, finishReason, firstChunkMs, tags, requestId, cached } = report;
  return {
    v: 1,
    at: new Date(report.startedAt).toISOString(),
    operation: report.operation,
    model: report.model,
    ...(served === undefined ? {} : { served }),
    stream: report.stream,
    outcome: report.outcome,
    ...(error === undefined ? {} : { error }),
    ...(finishReason === undefined ? {} : { finishReason }),
    ms: report.totalMs,
    ...(firstChunkMs === undefined ? {} : { firstChunkMs }),
    requests: report.attempts.map(({ model, outcome, usage }) => ({
      model,
      outcome,
      status: usage.status,
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      cacheReadTokens: usage.cacheReadTokens,
      reasoningTokens: usage.reasoningTokens,
      ...(usage.units === undefined ? {} : { units: usage.units }),
      cost: usage.cost?.total ?? null,
      ...(usage.cost === null ? {} : { costComplete: usage.cost.complete }),
    })),
    ...(tags.length === 0 ? {} : { tags }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(cached === undefined ? {} : { cached }),
  };
}
