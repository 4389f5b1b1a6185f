import type { CallBody } from '../../core/call.ts';
import { isRecord } from '../../core/json.ts';
import { type BedrockConverseDialect, fits } from './dialect.ts';
import { listAt, refusal } from './refusal.ts';

type Members = Readonly<Record<string, unknown>>;

/** Refuses what is well formed but does not go together: Bedrock by itself, or the model behind it. */
export function refuseContradictions(dialect: BedrockConverseDialect, call: CallBody, body: Members): void {
  refuseLoneDocuments(body);
  refusePrefill(dialect, call);
  if (!fits(dialect.signedModels, call.model.id)) return;
  refuseForcedThinking(call, body);
  refuseUnsigned(call);
  refuseMarks(body);
}

// Recorded with Nova, HTTP 400; it is about what users say, not about results of tools.
function refuseLoneDocuments(body: Members): void {
  for (const turn of listAt(body['messages'], 'messages')) {
    const blocks = isRecord(turn) && Array.isArray(turn['content']) ? turn['content'].filter(isRecord) : [];
    const hasText = blocks.some(
      (block) => block['text'] !== undefined || block['guardContent'] !== undefined,
    );
    if (!hasText && blocks.some((block) => block['document'] !== undefined))
      throw refusal(
        'A text block must be included when using documents. Add a text block and retry your request.',
      );
  }
}

function refusePrefill({ noPrefillModels }: BedrockConverseDialect, { model, messages }: CallBody): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  if (fits(noPrefillModels, model.id))
    throw fromModel(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  const part = last.content.at(-1);
  if (part?.type === 'text' && /anthropic\./.test(model.id) && part.text !== part.text.trimEnd())
    throw fromModel('messages: final assistant content cannot end with trailing whitespace');
}

// Recorded with Claude, HTTP 400.
function refuseForcedThinking({ toolChoice }: CallBody, body: Members): void {
  const fields = body['additionalModelRequestFields'];
  const thinking = isRecord(fields) ? fields['thinking'] : undefined;
  const isForced = toolChoice === 'required' || typeof toolChoice === 'object';
  if (isForced && isRecord(thinking) && thinking['type'] === 'enabled')
    throw fromModel('Thinking may not be enabled when tool_choice forces tool use.');
}

function refuseUnsigned({ messages }: CallBody): void {
  for (const [index, message] of messages.filter(({ role }) => role !== 'system').entries()) {
    if (message.role !== 'assistant') continue;
    const at = message.content.findIndex(
      (part) => part.type === 'reasoning' && (part.signature === undefined || part.signature === ''),
    );
    if (at >= 0) throw fromModel(`messages.${index}.content.${at}.thinking.signature: Field required`);
  }
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
function refuseMarks({ toolConfig, system, messages }: Members): void {
  const marks = JSON.stringify([toolConfig, system, messages]).split('"cachePoint":').length - 1;
  if (marks > 4) throw fromModel(`A maximum of 4 blocks with cache_control may be provided. Found ${marks}.`);
}

function fromModel(message: string): Error {
  return refusal(`The model returned the following errors: ${message}`);
}
