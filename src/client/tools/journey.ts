import { ReqLLMError } from '../../core/error.ts';
import type { Message, ToolMessage } from '../../core/message.ts';
import type { ModelResponse } from '../../core/response.ts';
import { addUsage, type Usage } from '../../core/usage.ts';
import type { Warning } from '../../core/warning.ts';
import { type Input, messagesOf } from '../input.ts';
import type { TextOptions } from '../options.ts';
import type { OpenTurn } from './answer-calls.ts';
import { checkPending, isPendingRun } from './pending-run.ts';
import type { LoopSettings } from './run-options.ts';
import type { PendingRun, RunFinish, RunSoFar, Step, ToolOutcome, ToolRun } from './tool-run.ts';
import { uniqueCalls } from './unique-calls.ts';

/** How far a run has come. Begins with an input, or where an earlier sitting stopped. */
export function startJourney(
  input: Input | PendingRun,
  { system }: TextOptions,
  replies: LoopSettings['replies'],
): Journey {
  if (!isPendingRun(input)) {
    if (Object.keys(replies).length > 0)
      throw new ReqLLMError(
        'The option `replies` is for a run that is resumed; pass its `pending` as the input.',
        {
          code: 'config',
          phase: 'config',
        },
      );
    const given = system === undefined ? {} : { system };
    return new Journey({ messages: messagesOf(input), step: 0, attempt: 1, usage: [], ...given });
  }
  checkPending(input, replies);
  const { messages, step, usage, attempt } = input;
  const said = system ?? input.system;
  const journey = new Journey({
    messages,
    step,
    attempt: attempt + 1,
    // A run that failed before its first turn may have used nothing that is known.
    usage: usage.status === 'unknown' ? [] : [usage],
    ...(said === undefined ? {} : { system: said }),
  });
  journey.reopen(input);
  return journey;
}

interface Beginning {
  readonly messages: readonly Message[];
  readonly step: number;
  readonly attempt: number;
  readonly usage: readonly Usage[];
  readonly system?: string;
}

interface Taken {
  readonly response: ModelResponse;
  readonly turn: OpenTurn;
}

/** The state of the loop: everything it remembers between two turns. */
export class Journey {
  readonly system?: string;
  readonly attempt: number;
  readonly #usage: Usage[];
  readonly #steps: Step[] = [];
  readonly #warnings: Warning[] = [];
  #messages: readonly Message[];
  #step: number;
  #taken: Taken | undefined;
  /** Whether the calls of the last turn are not all answered. */
  isOpen = false;
  // What a client's defaults put before the conversation.
  #above: readonly Message[] = [];

  constructor({ messages, step, attempt, usage, system }: Beginning) {
    this.#messages = messages;
    this.#step = step;
    this.attempt = attempt;
    this.#usage = [...usage];
    if (system !== undefined) this.system = system;
  }

  /** The conversation so far, without the system prompt of the options. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** How many turns there were, those of earlier sittings too. */
  get step(): number {
    return this.#step;
  }

  soFar(): RunSoFar {
    return { step: this.#step, steps: this.#steps, usage: addUsage(this.#usage) };
  }

  /** Says something once. */
  warn(warning: Warning): void {
    if (!this.#warnings.some(({ message }) => message === warning.message)) this.#warnings.push(warning);
  }

  /** Adds a turn of the model. `sent` messages were the question. */
  take(response: ModelResponse, sent: number): void {
    const { message, calls, warnings } = uniqueCalls(response.message, this.#messages);
    this.#messages = [...this.#messages, message];
    this.#step += 1;
    this.#usage.push(response.usage);
    for (const warning of [...response.warnings, ...warnings]) this.warn(warning);
    this.#above = response.context.messages.slice(0, -1 - sent);
    this.#taken = { response, turn: { calls, outcomes: new Map(), waiting: new Map() } };
    this.isOpen = true;
  }

  /** Counts what a turn used that came to nothing. */
  spend(usage: Usage): void {
    this.#usage.push(usage);
  }

  /** Takes up the turn that a stored run stopped at. */
  reopen({ response, calls, outcomes }: PendingRun): void {
    if (response === undefined) return;
    const all = [...outcomes.map(({ call }) => call), ...calls.map(({ call }) => call)];
    const order = (this.#messages.at(-1)?.content ?? []).map((part) => ('id' in part ? part.id : undefined));
    const sorted = all.toSorted((left, right) => order.indexOf(left.id) - order.indexOf(right.id));
    const whole = { ...response, context: { version: 1 as const, messages: this.#messages } };
    this.#taken = {
      response: whole,
      turn: {
        calls: sorted,
        outcomes: new Map<string, ToolOutcome>(outcomes.map((outcome) => [outcome.call.id, outcome])),
        waiting: new Map(calls.map(({ call, waitsFor }) => [call.id, waitsFor])),
      },
    };
    // A turn that was answered has its results after it.
    this.isOpen = this.#messages.at(-1)?.role === 'assistant';
  }

  /** The turn whose calls are being answered. */
  open(): { readonly turn: OpenTurn; readonly finishReason: ModelResponse['finishReason'] } {
    const { turn, response } = this.#last();
    return { turn, finishReason: response.finishReason };
  }

  /** Adds the results of the turn; all calls have one. */
  close(): Step {
    const step = this.#stepNow();
    if (step.outcomes.length > 0) this.#messages = [...this.#messages, resultsOf(step.outcomes)];
    this.#steps.push(step);
    this.isOpen = false;
    return step;
  }

  /** What came of it all. */
  run(finish: RunFinish): ToolRun {
    const { response } = this.#last();
    const open = this.isOpen ? this.#stepNow() : undefined;
    const partial = open === undefined || open.outcomes.length === 0 ? [] : [resultsOf(open.outcomes)];
    const isWaiting = open !== undefined && (finish === 'approval' || finish === 'unanswered');
    const above =
      this.#above.length > 0 || this.system === undefined ? this.#above : [systemMessage(this.system)];
    return {
      response,
      steps: open === undefined ? [...this.#steps] : [...this.#steps, open],
      text: response.text,
      context: { version: 1, messages: [...above, ...this.#messages, ...partial] },
      usage: addUsage(this.#usage),
      finish,
      ...(isWaiting ? { pending: this.pending() } : {}),
      warnings: [...this.#warnings],
    };
  }

  /** The same as plain JSON, to go on with later. */
  pending(): PendingRun {
    const taken = this.#taken;
    const { calls = [], outcomes, waiting } = (this.isOpen ? taken?.turn : undefined) ?? {};
    const open = calls.filter(({ id }) => outcomes?.has(id) !== true);
    const done = calls.flatMap(({ id }) => outcomes?.get(id) ?? []);
    return {
      kind: 'reqllm-tools',
      version: 1,
      model: taken?.response.model.spec ?? '',
      ...(this.system === undefined ? {} : { system: this.system }),
      messages: this.#messages,
      step: this.#step,
      usage: addUsage(this.#usage),
      ...(taken === undefined ? {} : { response: withoutContext(taken.response) }),
      calls: open.map((call) => ({ call, waitsFor: waiting?.get(call.id) ?? 'run' })),
      outcomes: done.map(({ output: _output, ...stored }) => stored),
      attempt: this.attempt,
    };
  }

  #stepNow(): Step {
    const { response, turn } = this.#last();
    const outcomes = turn.calls.flatMap(({ id }) => turn.outcomes.get(id) ?? []);
    return { step: this.#step, response, calls: turn.calls, outcomes };
  }

  #last(): Taken {
    if (this.#taken === undefined) throw new TypeError('the run has had no turn yet');
    return this.#taken;
  }
}

function resultsOf(outcomes: readonly ToolOutcome[]): ToolMessage {
  return { role: 'tool', content: outcomes.map(({ result }) => result) };
}

function systemMessage(text: string): Message {
  return { role: 'system', content: [{ type: 'text', text }] };
}

function withoutContext({ context: _context, ...response }: ModelResponse): Omit<ModelResponse, 'context'> {
  return response;
}
