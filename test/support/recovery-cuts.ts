import fc from 'fast-check';
import type { Client } from '../../src/client/client.ts';
import { safe } from '../../src/client/safe.ts';
import type { CallBody } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { textOf } from '../../src/core/message.ts';
import type { ModelInput } from '../../src/core/model.ts';
import type { RecoveryMode } from '../../src/core/recovery.ts';
import type { ModelResponse } from '../../src/core/response.ts';
import { addUsage } from '../../src/core/usage.ts';
import { type Fault, faults } from '../../src/testing/fault.ts';
import type { Simulator, SimulatorOptions } from '../../src/testing/simulator.ts';

/** Something that is cut again and again: what the model would say, and what goes wrong at each request. */
export interface Scenario {
  readonly text: string;
  readonly reasoning: string | undefined;
  /** After which frame each request is cut, and how; requests beyond the list are whole. */
  readonly cuts: readonly {
    readonly after: number;
    readonly how: 'truncate' | 'reset' | 'error' | 'refused';
  }[];
  /** How many characters of what it said a model that goes on says again. */
  readonly repeats: number;
  readonly replaysAll: boolean;
}

const words = fc.stringMatching(/^[a-zäöß€😀,.]{1,9}$/u);

export const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    text: fc
      .array(fc.tuple(words, fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '  ')), {
        minLength: 12,
        maxLength: 40,
      })
      .map((pairs) =>
        pairs
          .map(([word, gap], index) => `${index}${word}${gap}`)
          .join('')
          .trim(),
      ),
    reasoning: fc.option(fc.constant('Let me think about it.'), { nil: undefined }),
    cuts: fc.array(
      fc.record({
        after: fc.integer({ min: 1, max: 32 }),
        how: fc.constantFrom(
          'truncate' as const,
          'truncate' as const,
          'error' as const,
          'reset' as const,
          'refused' as const,
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    repeats: fc.oneof(fc.constant(0), fc.integer({ min: 14, max: 190 })),
    replaysAll: fc.boolean(),
  })
  .filter(({ text }) => hasNoEcho(text));

// A text that repeats itself has no one place where a repetition could be cut.
function hasNoEcho(text: string): boolean {
  const seen = new Set<string>();
  for (let at = 0; at + 12 <= text.length; at += 1) seen.add(text.slice(at, at + 12));
  return seen.size === Math.max(0, text.length - 11);
}

/** A simulated provider that plays one scenario after the other. */
export interface Stage {
  readonly options: SimulatorOptions;
  begin(scenario: Scenario): void;
}

export function createStage(mode: RecoveryMode): Stage {
  let scenario: Scenario | undefined;
  let requests = 0;
  const cutNow = (): Fault | undefined => {
    const cut = scenario?.cuts[requests];
    requests += 1;
    if (cut === undefined) return undefined;
    if (cut.how === 'error') return faults.errorEvent(cut.after);
    if (cut.how === 'refused' && requests > 1) return faults.status(503);
    return cut.how === 'reset' ? faults.reset(cut.after) : faults.truncate(cut.after);
  };
  const options: SimulatorOptions = {
    turns: (call: CallBody) => {
      const { text = '', reasoning, repeats = 0 } = scenario ?? {};
      const fault = cutNow();
      const said = call.messages
        .filter(({ role }) => role === 'assistant')
        .map(textOf)
        .join('');
      // Fewer than 12 characters may be chance, and are not taken for a repetition.
      const again = said.length < 14 ? 0 : Math.min(repeats, said.length);
      const rest = mode === 'continue' ? text.slice(said.length - again) : text;
      return {
        text: rest,
        ...(reasoning === undefined || said !== '' ? {} : { reasoning }),
        ...(fault === undefined ? {} : { fault }),
      };
    },
    resume: () => {
      const fault = cutNow();
      return { replaysAll: scenario?.replaysAll === true, ...(fault === undefined ? {} : { fault }) };
    },
  };
  return {
    options,
    begin(next) {
      scenario = next;
      requests = 0;
    },
  };
}

/** What became of a scenario. */
export interface Played {
  readonly problem?: string;
  readonly wasCut: boolean;
  readonly isWhole: boolean;
}

interface Playing {
  readonly client: Client;
  readonly simulated: Simulator;
  readonly stage: Stage;
  readonly model: ModelInput;
  readonly mode: RecoveryMode;
}

const maxAttempts = 3;

/** Plays a scenario and says what is wrong with the outcome. */
export async function play(playing: Playing, scenario: Scenario): Promise<Played> {
  const { client, simulated, stage, model, mode } = playing;
  stage.begin(scenario);
  const before = simulated.requests.length;
  const shown = { text: '', events: [] as Extract<Chunk, { type: 'recovery' }>['event'][], seams: 0 };
  const options = {
    retry: { max: 2, baseMs: 1, maxMs: 1 },
    recovery: { modes: [mode], maxAttempts },
    ...(mode === 'resume' ? { providerOptions: inBackground(model) } : {}),
  };
  const told = await safe(
    (async (): Promise<ModelResponse> => {
      const stream = await client.streamText(model, 'Say it.', options);
      for await (const chunk of stream) take(chunk, shown);
      return stream.response();
    })(),
  );
  const requests = simulated.requests.length - before;
  const response = told.ok ? told.value : told.error.partial;
  const problem = told.ok
    ? problemOf(told.value, shown, scenario)
    : failureProblem(told.error.code, response, scenario, mode);
  const attempts = told.ok ? told.value.attempts : told.error.attempts;
  // The transport sends a request that was lost on a kept connection before any answer once more, on a fresh one.
  const lost = scenario.cuts.filter(({ how }) => how === 'reset').length;
  const isListed = attempts.length <= requests && requests <= attempts.length + lost;
  const ledger = isListed ? undefined : `${requests} requests, but ${attempts.length} attempts`;
  const sum = response === undefined ? undefined : sumProblem(response);
  const most = requests > 1 + 2 + maxAttempts ? `${requests} requests` : undefined;
  const first = problem ?? ledger ?? sum ?? most;
  return { wasCut: requests > 1, isWhole: told.ok, ...(first === undefined ? {} : { problem: first }) };
}

function inBackground(model: ModelInput): Record<string, { background: true }> {
  const provider = typeof model === 'object' && 'provider' in model ? model.provider : 'openai';
  return { [provider]: { background: true } };
}

function take(chunk: Chunk, shown: { text: string; events: unknown[] }): void {
  if (chunk.type === 'text') shown.text += chunk.text;
  if (chunk.type !== 'recovery') return;
  if (chunk.event.phase === 'retract') shown.text = '';
  shown.events.push(chunk.event);
}

function problemOf(
  response: ModelResponse,
  shown: { text: string; events: readonly { phase: string }[] },
  { text }: Scenario,
): string | undefined {
  if (response.text !== text) return `said ${JSON.stringify(response.text)}, not ${JSON.stringify(text)}`;
  if (shown.text !== text) return `showed ${JSON.stringify(shown.text)}, not ${JSON.stringify(text)}`;
  if (response.finishReason !== 'stop') return `finished with ${response.finishReason}`;
  return undefined;
}

function failureProblem(
  code: string,
  partial: ModelResponse | undefined,
  { text }: Scenario,
  mode: RecoveryMode,
): string | undefined {
  const known = ['truncated', 'network', 'overloaded', 'server'];
  if (!known.includes(code)) return `failed with ${code}`;
  if (partial !== undefined && !text.startsWith(partial.text))
    return `${mode} left ${JSON.stringify(partial.text)}, no beginning of ${JSON.stringify(text)}`;
  return undefined;
}

function sumProblem({ usage, attempts }: ModelResponse): string | undefined {
  const sum = addUsage(attempts.map((attempt) => attempt.usage));
  if (sum.outputTokens !== usage.outputTokens || sum.cost?.total !== usage.cost?.total)
    return 'the usage is not the sum of the attempts';
  const isOpen = attempts.some((attempt) => attempt.usage.status !== 'final');
  return isOpen && usage.status === 'final' ? 'usage that is not known counts as known' : undefined;
}
