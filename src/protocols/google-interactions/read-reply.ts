import type { Emit, FinishReason } from '../../core/chunk.ts';
import type { ErrorPhase } from '../../core/error.ts';
import { isRecord, isWithinDepth, type Json } from '../../core/json.ts';
import { pendingStates } from '../../core/recovery.ts';
import { asObject, asSaid } from '../loose.ts';
import type { GoogleInteractionsDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { StepReader, tooDeep } from './read-steps.ts';
import { usageOf } from './usage.ts';
import { objectsOf, type WireFrame, type WireInteraction, type WireStep } from './wire.ts';

type Interaction = WireInteraction & Readonly<Record<string, unknown>>;

/** What an interaction says about itself: its id, its state, its counts and its end. */
export class ReplyReader {
  id: string | undefined;
  readonly #dialect: GoogleInteractionsDialect;
  readonly #phase: ErrorPhase;
  readonly #steps: StepReader;
  #isStarted = false;
  #count = 0;
  /** What went wrong in a step. */
  #stepError: unknown;

  constructor(dialect: GoogleInteractionsDialect, phase: ErrorPhase) {
    this.#dialect = dialect;
    this.#phase = phase;
    this.#steps = new StepReader(dialect.vendor, phase);
  }

  /** The steps, for an event about one. */
  steps(emit: Emit): StepReader {
    if (!this.#isStarted) this.#start({}, emit);
    return this.#steps;
  }

  /** A step begins. */
  begin(index: number | undefined, step: unknown, emit: Emit): void {
    this.steps(emit).begin(index ?? this.#count, step, emit);
    this.#count = Math.max(this.#count, index ?? this.#count) + 1;
    if (isRecord(step) && isRecord(step['error'])) this.#stepError = step['error'];
  }

  /** A count that is not the last word. */
  countSoFar(wire: unknown, emit: Emit): void {
    if (!isRecord(wire)) return;
    this.#refuseDepth(wire);
    emit({ type: 'usage', usage: usageOf(wire, 'partial', this.#steps.searches) });
  }

  /** Any event that is not about a step. Whether it was the last one. */
  event(frame: WireFrame, type: string, emit: Emit): boolean {
    const interaction = asObject<WireInteraction>(frame.interaction);
    if (interaction === undefined) {
      // Only tells where it stands; an end is told by an event of its own.
      if (type === 'interaction.status_update') this.#update(frame, emit);
      return false;
    }
    this.#start(interaction, emit);
    const status = asSaid(interaction.status) ?? asSaid(type.split('.')[1]);
    const isEnd = type.startsWith('interaction.complete') || (status !== undefined && endings.has(status));
    if (!isEnd) return false;
    this.#refuseDepth(interaction);
    this.#finish(interaction, status, emit);
    return true;
  }

  /** An interaction at its end, or as it stands. */
  whole(interaction: Interaction, emit: Emit): void {
    this.#refuseDepth(interaction);
    this.#start(interaction, emit);
    for (const step of ownSteps(interaction)) {
      this.begin(undefined, step, emit);
      this.#steps.stop(undefined, emit);
    }
    this.#finish(interaction, asSaid(interaction.status), emit);
  }

  #start(interaction: WireInteraction, emit: Emit): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const id = asSaid(interaction.id);
    const model = asSaid(interaction.model) ?? asSaid(interaction.agent);
    this.id = id;
    emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
  }

  #update(frame: WireFrame, emit: Emit): void {
    if (!this.#isStarted) this.#start({ id: frame.interaction_id }, emit);
    this.id ??= asSaid(frame.interaction_id);
    this.countSoFar(frame.usage, emit);
  }

  #finish(interaction: Interaction, status: string | undefined, emit: Emit): void {
    if (status === 'failed') {
      this.countSoFar(interaction.usage, emit);
      const [error] = objectsOf(interaction.errors);
      throw failureInside(
        error ??
          interaction.error ??
          this.#stepError ??
          'The interaction failed, and Google did not say why.',
        this.#phase,
      );
    }
    this.#steps.end(emit);
    const facts = factsOf(interaction);
    if (Object.keys(facts).length > 0) emit({ type: 'extra', provider: this.#dialect.vendor, value: facts });
    if (pendingStates.has(status ?? '')) {
      const message = `The answer is not ready (${status}): it is made in the background; ask for it by its id.`;
      emit({ type: 'warning', warning: { code: 'reply', message } });
    }
    const { usage } = interaction;
    if (isRecord(usage)) emit({ type: 'usage', usage: usageOf(usage, 'final', this.#steps.searches) });
    const reason = reasonOf(status, this.#steps.hasCalls);
    emit({ type: 'finish', reason, ...(status === undefined ? {} : { raw: status }) });
  }

  #refuseDepth(value: object): void {
    if (!isWithinDepth(value)) throw tooDeep(this.#phase);
  }
}

const endings: ReadonlySet<string> = new Set([
  'completed',
  'requires_action',
  'failed',
  'cancelled',
  'incomplete',
  'budget_exceeded',
  'requires_continuation',
]);

// https://ai.google.dev/api/interactions-api#Interaction: "incomplete" is one that reached its token limit.
function reasonOf(status: string | undefined, hasCalls: boolean): FinishReason {
  switch (status) {
    case undefined:
    case 'completed':
    // The event of before May 2026, where the interaction in it does not say how it stands.
    case 'complete':
    case 'requires_action':
      return hasCalls ? 'tool-calls' : 'stop';
    case 'incomplete':
      return 'length';
    case 'cancelled':
      return 'cancelled';
    case 'requires_continuation':
      return 'paused';
    default:
      return 'other';
  }
}

/**
 * The steps of the answer. A GET may tell the whole timeline ("including the initial user_input step",
 * https://ai.google.dev/gemini-api/docs/interactions-breaking-changes-may-2026): then they are those after what was asked.
 */
function ownSteps(interaction: WireInteraction): WireStep[] {
  const steps = objectsOf<WireStep>(interaction.steps ?? interaction.outputs);
  if (!steps.some(({ type }) => type === 'user_input')) return steps;
  const asked = steps.findLastIndex(({ type }) => type === 'user_input' || type === 'function_result');
  return steps.slice(asked + 1);
}

// What is told elsewhere, and what only repeats the request.
const untold: ReadonlySet<string> = new Set(
  (
    'object id model agent status role created updated steps outputs usage error errors input tools labels ' +
    'system_instruction generation_config response_format response_mime_type response_modalities safety_settings ' +
    'previous_interaction_id cached_content agent_config environment webhook_config ' +
    'output_text output_image output_audio output_video'
  ).split(' '),
);

// Facts such as the service tier and the token to continue with.
function factsOf(interaction: Interaction): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(interaction).filter(
      ([name, value]) => !untold.has(name) && value !== null && value !== undefined,
    ),
  ) as Record<string, Json>;
}
