import { isReqLLMError } from 'reqllm';
import { canonical } from '../../src/testing/conformance/canonical.ts';
import { causes } from './causes.ts';
import { differencesOf, errorDifferences } from './compare.ts';
import { documentsOf, emptyReply, list, string, type Raw, type RawReply } from './raw.ts';
import { readAnthropic } from './raw-anthropic.ts';
import { documentsIn, readConverse, readInvoked } from './raw-bedrock.ts';
import { readChat } from './raw-chat.ts';
import { readCohere } from './raw-cohere.ts';
import { readGoogle } from './raw-google.ts';
import { readInteraction } from './raw-interactions.ts';
import { readOllama } from './raw-ollama.ts';
import { readResponses } from './raw-responses.ts';
import { excluded, type Family, type Recording, textOf } from './recordings.ts';
import { endpointOf } from './hosts.ts';
import { createReplayer, cutOff, recut, type Replayed } from './replay.ts';
import { createRoundTrip } from './round-trip.ts';

/** What became of one recording. */
export interface Outcome {
  readonly recording: Recording;
  readonly kind: 'excluded' | 'error' | 'decoded' | 'refused';
  /** For those refused or excluded: the cause in the recording. Absent when there is none, which is our mistake. */
  readonly cause?: string;
  /** For those refused: the error's code. */
  readonly code?: string;
  /** For those decoded: how much there was to compare. */
  readonly compared?: Compared;
  /** What is not as the recording says; empty when all is right. */
  readonly problems: readonly string[];
}

export interface Compared {
  readonly characters: number;
  readonly calls: number;
  readonly counts: number;
}

const cutSeeds = [1, 2, 3, 4];

const readers: Readonly<Record<Family, (documents: readonly Raw[]) => RawReply>> = {
  openai_chat: readChat,
  anthropic_messages: readAnthropic,
  google_generate_content: readGoogle,
  google_interactions: readInteraction,
  bedrock_converse: readConverse,
  bedrock_invoke_anthropic: readInvoked,
  bedrock_invoke_openai_chat: readInvoked,
  bedrock_invoke_other: readInvoked,
  cohere_chat: readCohere,
  ollama_chat: readOllama,
  openai_responses: readResponses,
  openai_responses_ws: readResponses,
};

/** Replays all recordings; each stream again for every seed, cut at other places. */
export async function survey(
  family: Family,
  recordings: readonly Recording[],
  seeds: readonly number[],
): Promise<Outcome[]> {
  const replay = await createReplayer(recordings);
  const roundTrip = createRoundTrips(family);
  const outcomes: Outcome[] = [];
  for (const recording of recordings) {
    if (recording.source.fidelity === 'transformed') {
      outcomes.push({ recording, kind: 'excluded', cause: excluded, problems: [] });
      continue;
    }
    const whole = await replay(recording);
    const outcome = judge(family, recording, whole);
    const problems = [...outcome.problems];
    if (outcome.kind === 'decoded') problems.push(...(await roundTrip(recording, whole)));
    for (const seed of recording.stream ? seeds : []) {
      const again = await replay(recording, recut(recording, seed));
      if (shown(again) !== shown(whole)) problems.push(`other chunks when cut with seed ${seed}`);
    }
    for (const seed of isCuttable(recording, outcome) ? cutSeeds : []) {
      problems.push(...cutDifferences(whole, await replay(recording, cutOff(recording, seed)), seed));
    }
    outcomes.push({ ...outcome, problems });
  }
  return outcomes;
}

// The server's side of each dialect is made once.
function createRoundTrips(family: Family): (recording: Recording, replayed: Replayed) => Promise<string[]> {
  const made = new Map<string, ReturnType<typeof createRoundTrip>>();
  return async ({ provider }, { chunks }) => {
    if (!made.has(provider)) made.set(provider, endpointOf(family, provider).then(createRoundTrip));
    return (await made.get(provider))?.(chunks) ?? [];
  };
}

// A JSON array is read as one body, and a body cut short is no JSON. Where a recorder put two replies into one file, the
// first is whole where the second is cut.
function isCuttable(recording: Recording, { kind }: Outcome): boolean {
  const text = textOf(recording);
  const isLines = recording.response.headers['content-type']?.startsWith('application/x-ndjson') === true;
  const isBody = !isLines && /^\s*[[{]/.test(text);
  if (!recording.stream || kind !== 'decoded' || isBody) return false;
  const finished = (documentsOf(text) ?? []).filter(({ choices }) =>
    list(choices).some((choice) => string(choice['finish_reason']) !== ''),
  );
  return new Set(finished.map(({ id }) => id)).size <= 1;
}

// A stream cut short must fail as that, unless all was said before the cut.
function cutDifferences(whole: Replayed, cut: Replayed, seed: number): string[] {
  const said = ({ response }: Replayed): string => canonical([response?.message, response?.rawFinishReason]);
  if (cut.response !== undefined)
    return said(cut) === said(whole) ? [] : [`cut off with seed ${seed} it ends well, but not the same`];
  if (isReqLLMError(cut.error) && cut.error.code === 'truncated' && cut.error.retryable) return [];
  return [`cut off with seed ${seed} it fails as ${String(cut.error)}`];
}

function judge(family: Family, recording: Recording, replayed: Replayed): Outcome {
  const { status } = recording.response;
  const text = textOf(recording);
  if (status >= 400)
    return { recording, kind: 'error', problems: errorDifferences(replayed.error, status, text) };
  const documents = documentsIn(recording);
  const raw = documents === undefined ? emptyReply() : readers[family](documents);
  if (replayed.response !== undefined)
    return {
      recording,
      kind: 'decoded',
      compared: comparedIn(raw),
      problems: [...differencesOf(family, replayed.response, raw), ...streamedOtherwise(replayed)],
    };
  return { recording, kind: 'refused', ...refusalOf(recording, replayed.error, documents, raw) };
}

function refusalOf(
  recording: Recording,
  error: unknown,
  documents: readonly Raw[] | undefined,
  raw: RawReply,
): Pick<Outcome, 'cause' | 'code' | 'problems'> {
  if (!isReqLLMError(error)) return { problems: [`no ReqLLMError but ${String(error)}`] };
  const cause = causes.find((each) => each.holds(recording, documents, raw));
  const { code } = error;
  if (cause === undefined) return { code, problems: [`refused without a cause: ${code}: ${error.message}`] };
  const problems = cause.codes.includes(code)
    ? []
    : [`${cause.name}, but refused as ${code}: ${error.message}`];
  return { cause: cause.name, code, problems };
}

function comparedIn({ text, reasoning, refusal, calls, usage }: RawReply): Compared {
  const characters = text.length + (reasoning[0]?.length ?? 0) + refusal.length;
  return { characters, calls: calls.length, counts: usage === undefined ? 0 : 1 };
}

function streamedOtherwise({ response, streamed = response }: Replayed): string[] {
  const timeless = (each: typeof response): string => canonical({ ...each, timing: 0, attempts: 0 });
  return timeless(streamed) === timeless(response)
    ? []
    : ['streamText and generateText differ about the body'];
}

// Times differ from run to run; errors carry them in their attempts.
function shown({ chunks, error }: Replayed): string {
  const facts = isReqLLMError(error) ? { code: error.code, message: error.message } : error;
  return canonical({ chunks, facts });
}
