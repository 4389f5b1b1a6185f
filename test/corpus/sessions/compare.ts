import { isSameJson } from '../../../src/core/json.ts';
import { canonicalRequest } from '../parity/canonical.ts';
import { bodyOf, type ParityFamily } from '../parity/compare.ts';
import { type Difference, differencesOf } from '../parity/differences.ts';
import { reasonFor } from '../parity/reasons.ts';
import { send } from '../parity/send.ts';
import { record } from '../raw.ts';
import type { Continuation } from './session.ts';
import { replayReasonFor, standardBase64 } from './reasons.ts';

/** What became of one request that goes on from replies of its session. */
export interface Replay {
  readonly continuation: Continuation;
  readonly kind: 'equal' | 'explained' | 'unexplained';
  /** Why it is not what the recorder's client sent, beside what the request parity tells. */
  readonly because: readonly string[];
  readonly problems: readonly string[];
  /** How many signatures and encrypted thoughts went back as the provider gave them. */
  readonly proofs: number;
}

/** Sends the request with the replies as our codec read them, and compares it with the recorded one. */
export async function replay(continuation: Continuation): Promise<Replay> {
  const { recording, host, asked, replayed } = continuation;
  const family = recording.family as ParityFamily;
  const theirs = canonicalRequest(family, record(bodyOf(recording)));
  const sent = await send(recording, replayed, host);
  if (sent.body === undefined) return wrong(continuation, [`refused: ${sent.refusal}`]);
  const all = differencesOf(theirs, canonicalRequest(family, sent.body));
  const proofs = proofsOf(continuation, JSON.stringify(sent.body));
  if (all.length === 0) return { continuation, kind: 'equal', because: [], problems: [], proofs };
  // What is different without any replay is told by the request parity.
  const plain = await send(recording, asked, host);
  const known = differencesOf(theirs, canonicalRequest(family, plain.body));
  const left = all.filter((difference) => !known.some((each) => isSameJson(each, difference)));
  return { ...judged(continuation, left, JSON.stringify(sent.body)), proofs };
}

function judged(
  continuation: Continuation,
  left: readonly Difference[],
  body: string,
): Omit<Replay, 'proofs'> {
  const { family, provider } = continuation.recording;
  const because = new Set<string>();
  const problems: string[] = [];
  for (const difference of left) {
    const reason = replayReasonFor(family, difference, body) ?? reasonFor(family, provider, difference);
    if (reason === undefined) problems.push(shown(difference));
    else because.add(reason.because);
    for (const made of strangeIds(difference, continuation.replies))
      problems.push(`${difference.path}: nobody gave ${made.slice(0, 60)}`);
  }
  const kind = problems.length > 0 ? 'unexplained' : left.length > 0 ? 'explained' : 'equal';
  return { continuation, kind, because: [...because], problems };
}

// What looks like an id or a proof, and what no reply of the session holds.
function strangeIds({ recorded, sent }: Difference, replies: string): string[] {
  const known = JSON.stringify(recorded) ?? '';
  // Where the reply had none, the recorder's client made one up, and so do we.
  if (known.startsWith('"pyd_ai_')) return [];
  const words = JSON.stringify(sent)?.match(/"(?=[^"]*\d)[\w+/=-]{20,}"/g) ?? [];
  return words.filter((word) => !known.includes(word) && !replies.includes(word) && !isOurs(word));
}

// Calls that had no id got one that is made of the reply's.
function isOurs(word: string): boolean {
  return /^"call_[\w-]+_\d+"$/.test(word);
}

function wrong(continuation: Continuation, problems: readonly string[]): Replay {
  return { continuation, kind: 'unexplained', because: [], problems, proofs: 0 };
}

const proofMembers =
  /"(?:signature|thoughtSignature|thought_signature|encrypted_content|data)":("(?:[^"\\]|\\.){24,}")/g;

// Counted in the recorded request: what the provider took back from the recorder's client, ours sends to the byte.
function proofsOf({ recording }: Continuation, body: string): number {
  const recorded = JSON.stringify(bodyOf(recording)).matchAll(proofMembers);
  const proofs = [...recorded].map(([, proof = '']) => proof).filter((proof) => !proof.endsWith('[cut]"'));
  return proofs.filter((proof) => body.includes(proof) || body.includes(standardBase64(proof))).length;
}

function shown({ path, recorded, sent }: Difference): string {
  const text = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? 'nothing';
  return `${path}: recorded ${text(recorded)}, we send ${text(sent)}`;
}
