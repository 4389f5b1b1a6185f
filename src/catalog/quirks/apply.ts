import type { Call, QuirkMode } from '../../core/call.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { Warning } from '../../core/warning.ts';
import { type Change, changeCall } from './actions.ts';
import { type Choice, planFor } from './compile.ts';
import { isMet } from './condition.ts';
import type { QuirkContext, Rule } from './rule.ts';

/** What the rules make of a call. */
export interface QuirkResult {
  /** The call to encode: the same object when no rule had anything to do. */
  readonly call: Call;
  readonly warnings: readonly Warning[];
  /** The protocol that serves the model; the call should be made over it instead. */
  readonly route?: string;
  /** `tool`: an answer with a schema must be asked for with a forced tool, which is the caller's layer to do. */
  readonly output?: 'tool';
  /** Why the call should not be made. Code `unsupported`. */
  readonly rejected?: ReqLLMError;
}

const none: readonly Warning[] = [];

/**
 * Applies the rules for a call's model to the portable call, before it is encoded. Pure; the rules for a model are
 * compiled once. What they do depends on the mode; a refusal is returned, not thrown.
 */
export function applyQuirks(call: Call, context: QuirkContext): QuirkResult {
  const { mode } = context;
  if (mode === 'off') return { call, warnings: none };
  const steps = planFor(context, call.model.id).call;
  if (steps.length === 0) return { call, warnings: none };
  let run: Run | undefined;
  for (const { choices } of steps) {
    // The first whose condition is met counts, also when it then has nothing to do: the nearer rule settles the matter.
    const asked = { call: run?.call ?? call };
    const choice = choices.find(({ when }) => isMet(when, asked));
    if (choice !== undefined) (run ??= new Run(call, mode)).act(choice);
  }
  return run?.result() ?? { call, warnings: none };
}

/** The sentence of a warning: what happened, to whom, and which rule asked for it. */
export function warningOf(
  change: Omit<Change, 'call'>,
  choice: { readonly rule: Pick<Rule, 'id'> },
  call: Call,
  mode: QuirkMode,
): Warning {
  const { code, setting, from, to, words } = change;
  const cause = `(rule ${choice.rule.id} for ${call.model.spec})`;
  const isAdvice = mode === 'warn';
  const message = isAdvice
    ? `\`${setting}\` was sent as it is, though it had better have been changed: it ${words} with \`quirks: 'apply'\` ${cause}.`
    : `\`${setting}\` ${words} ${cause}.`;
  return {
    code: isAdvice ? 'advice' : code,
    message,
    setting,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    rule: choice.rule.id,
  };
}

/** The refusal of what would have to be changed. */
export function refusalOf(warnings: readonly Warning[]): ReqLLMError | undefined {
  const lost = warnings.filter(({ code }) => code === 'dropped' || code === 'changed');
  if (lost.length === 0) return undefined;
  const said = lost.map(({ message }) => message).join(' ');
  return unsupported(`${said} Nothing was sent, as quirks is 'error'.`);
}

class Run {
  readonly #asked: Call;
  readonly #mode: QuirkMode;
  #call: Call;
  #route: string | undefined;
  #output: 'tool' | undefined;
  #rejected: ReqLLMError | undefined;
  readonly #warnings: Warning[] = [];

  constructor(call: Call, mode: QuirkMode) {
    this.#asked = call;
    this.#call = call;
    this.#mode = mode;
  }

  get call(): Call {
    return this.#call;
  }

  result(): QuirkResult {
    const call = this.#mode === 'apply' ? this.#call : this.#asked;
    const rejected = this.#rejected ?? (this.#mode === 'error' ? refusalOf(this.#warnings) : undefined);
    // Additions change nothing that was asked for, so they are made in the strict mode too.
    const sent = this.#mode === 'error' && rejected === undefined ? this.#call : call;
    return {
      call: sent,
      warnings: this.#warnings.length === 0 ? none : this.#warnings,
      ...(this.#route === undefined ? {} : { route: this.#route }),
      ...(this.#output === undefined ? {} : { output: this.#output }),
      ...(rejected === undefined ? {} : { rejected }),
    };
  }

  act(choice: Choice): void {
    const { action, rule } = choice;
    if (action.op === 'route') return this.#send(choice, action.api);
    if (action.op === 'reject') return this.#refuse(choice, action.message);
    const change = changeCall(this.#call, action);
    if (change === undefined) return;
    if (action.op === 'output' && action.strategy === 'tool') this.#output = 'tool';
    this.#call = change.call;
    if (rule.quiet !== true && !(action.op === 'drop' && action.level === 'silent'))
      this.#warnings.push(warningOf(change, choice, this.#asked, this.#mode));
  }

  #send(choice: Choice, api: string): void {
    const words = `became ${api}, which serves this model`;
    this.#note(choice, { code: 'changed', setting: 'protocol', to: api, words });
    if (this.#mode !== 'warn') this.#route = api;
  }

  #refuse(choice: Choice, reason: string): void {
    if (this.#mode === 'warn')
      return this.#note(choice, { code: 'changed', setting: 'model', words: `is refused: ${reason}` });
    this.#rejected ??= unsupported(`${this.#asked.model.spec}: ${reason} (rule ${choice.rule.id})`);
  }

  #note(choice: Choice, change: Omit<Change, 'call'> & { to?: Json }): void {
    this.#warnings.push(warningOf(change, choice, this.#asked, this.#mode));
  }
}

function unsupported(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}
