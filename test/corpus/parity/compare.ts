import type { Warning } from 'reqllm';
import { isSameJson } from '../../../src/core/json.ts';
import { type Raw, record } from '../raw.ts';
import type { Recording } from '../recordings.ts';
import type { Asked } from './asked.ts';
import { canonicalRequest } from './canonical.ts';
import { type Difference, differencesOf } from './differences.ts';
import { type Host, hostOf } from './hosts.ts';
import { readAnthropicRequest } from './read-anthropic.ts';
import { readChatRequest } from './read-chat.ts';
import { readCohereRequest } from './read-cohere.ts';
import { readConverseRequest } from './read-converse.ts';
import { readGoogleRequest } from './read-google.ts';
import { readOllamaRequest } from './read-ollama.ts';
import { readResponsesRequest } from './read-responses.ts';
import { type Reason, reasonFor } from './reasons.ts';
import { modelOf, pathOf, send, type Sent } from './send.ts';

/** The families of recordings whose requests are compared. */
export const parityFamilies = [
  'anthropic_messages',
  'bedrock_converse',
  'bedrock_invoke_anthropic',
  'bedrock_invoke_openai_chat',
  'cohere_chat',
  'google_generate_content',
  'ollama_chat',
  'openai_chat',
  'openai_responses',
] as const;
export type ParityFamily = (typeof parityFamilies)[number];

const readers: Readonly<Record<ParityFamily, (body: Raw, provider: string) => Asked>> = {
  bedrock_converse: readConverseRequest,
  bedrock_invoke_anthropic: readAnthropicRequest,
  bedrock_invoke_openai_chat: readChatRequest,
  cohere_chat: readCohereRequest,
  ollama_chat: readOllamaRequest,
  openai_chat: readChatRequest,
  openai_responses: readResponsesRequest,
  anthropic_messages: readAnthropicRequest,
  google_generate_content: readGoogleRequest,
};

/** What became of one recorded request. */
export interface Outcome {
  readonly recording: Recording;
  readonly kind: 'equal' | 'explained' | 'unexplained' | 'inexpressible';
  /** Whether the request went through the dialect of a provider of this package. */
  readonly isOurs: boolean;
  /** Why the request cannot be made through the public API. */
  readonly causes: readonly string[];
  readonly reasons: readonly Reason[];
  /** Rules about the model, named in warnings, that made differences which are not there without them. */
  readonly rules: readonly string[];
  /** What was said in the provider's own words, as no portable ones say it. */
  readonly own: readonly string[];
  /** Differences without a reason, and losses that nobody was told of. */
  readonly problems: readonly string[];
}

/** Makes the call of a recorded request through the public client and compares what is sent. */
export async function compare(recording: Recording): Promise<Outcome> {
  const host = await hostOf(recording);
  const asked = withOrigin(askedIn(recording, host), recording, host);
  const facts = { recording, isOurs: host.isOurs, own: [...asked.notes.own] };
  const missing = [...asked.notes.unplaced].map((place) => `no place in our messages for \`${place}\``);
  if (missing.length > 0)
    return { ...facts, kind: 'inexpressible', causes: missing, reasons: [], rules: [], problems: [] };
  const sent = await send(recording, asked, host);
  if (sent.body === undefined)
    return {
      ...facts,
      kind: 'inexpressible',
      causes: [sent.refusal ?? ''],
      reasons: [],
      rules: [],
      problems: [],
    };
  const differences = allDifferences(recording, host, sent);
  const rules = [...new Set((sent.warnings ?? []).flatMap(({ rule }) => rule ?? []))];
  if (rules.length === 0)
    return { ...facts, causes: [], rules, ...judged(recording, differences, sent.warnings) };
  // What is different only because of rules, they explain: the warning that names the rule has told the caller.
  const options: Asked['options'] = { ...asked.options, quirks: 'off' };
  const plain = await send(recording, { ...asked, options }, host);
  const own = plain.body === undefined ? [] : allDifferences(recording, host, plain);
  const rest = differences.filter((difference) => own.some((each) => isSameJson(each, difference)));
  const made = rest.length === differences.length ? [] : rules;
  const judgement = judged(recording, rest, sent.warnings);
  const kind = judgement.kind === 'equal' && made.length > 0 ? 'explained' : judgement.kind;
  return { ...facts, causes: [], ...judgement, rules: made, kind };
}

/** What a recorded request asks for, in the words of the public API. */
export function askedIn(recording: Recording, { provider }: Host): Asked {
  return readers[recording.family as ParityFamily](record(bodyOf(recording)), provider.id);
}

function allDifferences(recording: Recording, host: Host, sent: Sent): Difference[] {
  const family = recording.family as ParityFamily;
  const theirs = canonicalRequest(family, record(bodyOf(recording)));
  return [
    ...addressDifference(recording, host, sent),
    ...differencesOf(theirs, canonicalRequest(family, sent.body)),
  ];
}

/** The JSON body of a recorded request; undefined when there is none. */
export function bodyOf({ request }: Recording): unknown {
  return record(request.body)['json'];
}

// A host that we have no provider for has the address that its caller knows.
function addressDifference({ request }: Recording, { isOurs }: Host, { path }: Sent): Difference[] {
  if (!isOurs || request.url === null) return [];
  const recorded = pathOf(request.url);
  return recorded === path ? [] : [{ path: 'path of the address', recorded, sent: path }];
}

function judged(
  { family, provider }: Recording,
  differences: readonly Difference[],
  warnings: readonly Warning[] | undefined,
): Pick<Outcome, 'kind' | 'reasons' | 'problems'> {
  if (differences.length === 0) return { kind: 'equal', reasons: [], problems: [] };
  const found = new Set<Reason>();
  const problems: string[] = [];
  for (const difference of differences) {
    const reason = reasonFor(family, provider, difference);
    if (reason === undefined) problems.push(`unexplained: ${shown(difference)}`);
    else {
      found.add(reason);
      if (!isTold(reason, warnings)) problems.push(`without a warning: ${shown(difference)}`);
    }
  }
  return { kind: problems.length === 0 ? 'explained' : 'unexplained', reasons: [...found], problems };
}

// Where the recorded reply is an error there is no response to carry the warnings.
function isTold({ warned }: Reason, warnings: readonly Warning[] | undefined): boolean {
  if (warned === undefined || warnings === undefined) return true;
  return warnings.some(({ setting = '' }) => warned.test(setting));
}

function shown({ path, recorded, sent }: Difference): string {
  const text = (value: unknown): string => JSON.stringify(value)?.slice(0, 120) ?? 'nothing';
  return `${path}: recorded ${text(recorded)}, we send ${text(sent)}`;
}

/** The request with the turns of the model said to come from this very host; else they would count as written by hand. */
export function withOrigin(asked: Asked, recording: Recording, { provider, protocol }: Host): Asked {
  const origin = { provider: provider.id, protocol, model: modelOf(recording) };
  const input = asked.input.map((message) =>
    message.role === 'assistant' && typeof message.content !== 'string' ? { ...message, origin } : message,
  );
  return { ...asked, input: input as Asked['input'] };
}
