import { isRecord, isSameJson } from '../../../src/core/json.ts';
import type { Difference } from '../parity/differences.ts';
import type { Reason } from '../parity/reasons.ts';
import { list, record } from '../raw.ts';
import { plainText } from './plain-text.ts';

/** A reason with what it takes to be true beside the difference. */
export interface ReplayReason extends Reason {
  /** Whether what was recorded must stand in another place of what we send. */
  readonly isElsewhere?: true;
}

const isUnsaid = (value: unknown): boolean => value === undefined || value === null;
const isAbsent = ({ recorded }: Difference): boolean => isUnsaid(recorded);

// Whatever the format. The first that fits counts.
const common: readonly Reason[] = [
  {
    path: /./,
    holds: ({ recorded, sent }) =>
      typeof recorded === 'string' &&
      recorded.endsWith(' [cut]') &&
      typeof sent === 'string' &&
      sent.startsWith(recorded.slice(0, -' [cut]'.length)),
    because: 'The recording of the request holds the beginning of a long value; what it holds is equal.',
  },
  {
    path: /./,
    holds: ({ recorded, sent }) => isSameJson(withPlainTexts(recorded), withPlainTexts(sent)),
    because:
      "The recorder put plain dashes, quotes and dots for typographic ones, or the recorder's client cut white space off; our texts are the provider's.",
  },
  {
    path: /\.(?:citations|annotations)$/,
    holds: isAbsent,
    because: "The recorder's client left the citations of a text out; ours go back as they came.",
  },
];

const anthropic: readonly Reason[] = [
  {
    path: /\.caller$/,
    holds: isAbsent,
    because: "The recorder's client left out who called a tool; ours goes back as it came.",
  },
  {
    path: /^messages\[\]<assistant>\.content\[\]$/,
    holds: isPartOf,
    because: "The recorder's client left blocks of the reply out; ours sends all.",
  },
];

// The two that Google documents, as they are and as base64.
const skipMarks: ReadonlySet<unknown> = new Set(
  ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go'].flatMap((mark) => [
    mark,
    btoa(mark),
  ]),
);

const google: readonly ReplayReason[] = [
  {
    path: /\.thoughtSignature$/,
    holds: ({ recorded, sent }) => typeof recorded === 'string' && sent === standardBase64(recorded),
    because:
      "The recorder's client wrote the bytes of a signature in the other alphabet of base64; ours sends it as it came.",
  },
  {
    path: /\.thoughtSignature$/,
    holds: ({ recorded, sent }) => skipMarks.has(recorded) && typeof sent === 'string',
    because:
      "The recorder's client sent the mark that skips the check in place of a signature; ours goes back as it came.",
  },
  {
    path: /\.thoughtSignature$/,
    holds: ({ recorded, sent }) => isUnsaid(sent) && !skipMarks.has(recorded),
    isElsewhere: true,
    because:
      "The recorder's client put a signature on another part than the one that had it; ours leaves it there.",
  },
  {
    path: /\.thoughtSignature$/,
    holds: isAbsent,
    because: "The recorder's client left a signature out; ours goes back as it came.",
  },
  {
    path: /\.function(?:Call|Response)\.id$/,
    holds: ({ recorded, sent }) => String(recorded).startsWith('pyd_ai_') && typeof sent === 'string',
    because: "The reply had no ids; the recorder's client made others up than ours.",
  },
  {
    path: /^contents\[\]<model>\.content\[\]$/,
    holds: ({ recorded, sent }) => isSameJson(signaturesIn(recorded), signaturesIn(sent)),
    because:
      "The recorder's client put a signature on an empty part of its own; ours leaves it on the part that had it.",
  },
  {
    path: /\.thoughtSignature$/,
    holds: ({ recorded, sent }) => skipMarks.has(recorded) && sent === undefined,
    because:
      "The recorder's client sends the mark that skips the check to models without one; ours goes to Gemini 3 alone.",
  },
  {
    path: /^contents\[\]<model>\.content\[\]$/,
    holds: isPartOf,
    because: "The recorder's client left parts of the reply out; ours sends all.",
  },
  {
    path: /\.functionResponse\.(?:name|answer)$/,
    because:
      "The recorder's client named the result by an id of its own; ours by the tool's name, as Google documents.",
  },
];

const responses: readonly Reason[] = [
  {
    path: /^input\[\]<\w+>\.(?:id|phase|content|status|namespace|encrypted_content|outputs?|action\.sources)$/,
    holds: isAbsent,
    because:
      "The recorder's client left out ids, phases, outputs or empty lists of items; ours go back as they came.",
  },
  {
    path: /^input\[\]<custom_tool_call>\.input$/,
    because: "The recorder's client wrapped the text of a free-text call in JSON; ours is the model's.",
  },
  {
    path: /^input\[\]<function_call(?:_output)?>\.call_id$/,
    holds: ({ recorded, sent }) => String(recorded).startsWith('fc_') && String(sent).startsWith('call_'),
    because: "The recorder's client took the id of the item for the id of the call; ours is the call's.",
  },
  {
    path: /^input\[\]<function_call(?:_output)?>\.call_id$/,
    holds: ({ recorded, sent }) => String(recorded).includes(':') && String(sent).startsWith('call_'),
    because:
      "The host gave one id to calls of two turns; the recorder's client put the id of the reply before all, ours changes the second, with a warning.",
  },
  {
    path: /^input\[\](?:<mcp_list_tools>\.tools\[\])?$/,
    holds: isPartOf,
    because: "The recorder's client left items of the reply out; ours sends all.",
  },
];

const cohere: readonly Reason[] = [
  {
    path: /^messages\[\]<assistant>\.(?:content|tool_plan)$/,
    holds: (difference) => isAbsent(difference) || difference.recorded === '' || isTextOf(difference),
    because: "The recorder's client left the plan and the thoughts of the reply out; ours sends them.",
  },
];

const chat: readonly Reason[] = [
  {
    path: /\.(?:reasoning|annotations|extra_content)$/,
    holds: isAbsent,
    because: "The recorder's client left members of the reply out; ours go back as they came.",
  },
  {
    path: /\.(?:tool_calls\[\]<function>\.id|tool_call_id)$/,
    holds: ({ recorded, sent }) => String(recorded).startsWith('pyd_ai_') && typeof sent === 'string',
    because: "The reply had no ids; the recorder's client made others up than ours.",
  },
  {
    path: /^messages\[\]<assistant>\.content$/,
    holds: ({ recorded, sent }) => list(recorded).some((part) => 'image_url' in record(part)) && sent === '',
    because:
      "The recorder's client put an image that a model made into its turn, which the format has no place for; ours leaves it out, with a warning.",
  },
  {
    path: /^messages\[\]<assistant>\.(?:prefix|tool_calls\[\]<function>\.index)$/,
    holds: (difference) =>
      isUnsaid(difference.sent) && (difference.recorded === false || difference.recorded === 0),
    because: "The recorder's client sent members that say the default (`prefix: false`, `index: 0`).",
  },
  {
    path: /\.reasoning_details\[\]<[^>]+>\.(?:format|index|id)$/,
    holds: isAbsent,
    because: "The recorder's client left members of thoughts out; ours go back as they came.",
  },
];

const converse: readonly Reason[] = [
  {
    path: /^messages\[\]<assistant>\.content\[\]\.(?:text|reasoningContent)$/,
    holds: ({ recorded, sent }) =>
      String(recorded).startsWith('<think>') || (recorded === undefined && isRecord(sent)),
    because: "The recorder's client told thoughts in a text; ours go back as the thoughts that they are.",
  },
];

const reasons: Readonly<Record<string, readonly ReplayReason[]>> = {
  anthropic_messages: anthropic,
  bedrock_converse: converse,
  bedrock_invoke_anthropic: anthropic,
  google_generate_content: google,
  openai_responses: responses,
  cohere_chat: cohere,
  openai_chat: chat,
};

/** Why a replayed turn is not what the recorder's client sent, in this body; undefined when it is unexplained. */
export function replayReasonFor(family: string, difference: Difference, body: string): Reason | undefined {
  const all: readonly ReplayReason[] = [...common, ...(reasons[family] ?? [])];
  return all.find(
    ({ path, holds, isElsewhere }) =>
      path.test(difference.path) &&
      (holds === undefined || holds(difference)) &&
      (isElsewhere !== true || body.includes(JSON.stringify(difference.recorded))),
  );
}

/** Base64 of the alphabet for addresses in the usual one. */
export function standardBase64(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/');
}

function isTextOf({ recorded, sent }: Difference): boolean {
  const said = list(sent).filter((part) => record(part)['type'] === 'text');
  return said.length === 1 && plainText(String(record(said[0])['text'])) === plainText(String(recorded));
}

function signaturesIn(parts: unknown): unknown[] {
  return list(parts).flatMap((part) => record(part)['thoughtSignature'] ?? []);
}

/** Whether all that was recorded is in what we send, in its order, and nothing of it otherwise. */
function isPartOf({ recorded, sent }: Difference): boolean {
  const rest = [...list(sent)];
  for (const part of list(recorded)) {
    if (isSilent(part)) continue;
    const place = rest.findIndex((each) => holdsAll(each, part));
    if (place === -1) return false;
    rest.splice(0, place + 1);
  }
  return true;
}

// A client's own: a message of the model whose only text is empty.
function isSilent(part: unknown): boolean {
  const { role, content } = record(part);
  return role === 'assistant' && list(content).every((each) => record(each)['text'] === '');
}

// Members that were left out do not count; those that are there do.
function holdsAll(sent: unknown, recorded: unknown): boolean {
  if (recorded === null || recorded === undefined) return true;
  if (typeof recorded === 'string')
    return typeof sent === 'string' && plainText(sent) === plainText(recorded);
  if (Array.isArray(recorded)) return Array.isArray(sent) && isPartOrSame(sent, recorded);
  if (!isRecord(recorded)) return isSameJson(sent, recorded);
  return (
    isRecord(sent) && Object.entries(recorded).every(([name, value]) => holdsAll(record(sent)[name], value))
  );
}

function isPartOrSame(sent: readonly unknown[], recorded: readonly unknown[]): boolean {
  const isSame = sent.length === recorded.length && recorded.every((each, at) => holdsAll(sent[at], each));
  return isSame || isPartOf({ path: '', recorded, sent });
}

function withPlainTexts(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(withPlainTexts);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withPlainTexts(each)]));
}
