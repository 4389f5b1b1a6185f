import type { CallBody } from '../../core/call.ts';
import { isRecord } from '../../core/json.ts';
import type { Message } from '../../core/message.ts';
import { schemaDialects } from '../../schema/dialects.ts';
import { sanitise } from '../../schema/sanitise.ts';
import { type AnthropicMessagesDialect, fitsModel } from './dialect.ts';
import { refusal } from './refusal.ts';
import type { WireBody } from './wire.ts';

// "For 'integer' type, property 'minimum' is not supported" (recorded); the others are of its kind.
const refusedInSchema: ReadonlySet<string> = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
]);

/** Refuses what is well formed but does not go together, as the API does. */
export function refuseContradictions(
  dialect: AnthropicMessagesDialect,
  call: CallBody,
  body: WireBody,
  betas: readonly string[],
): void {
  refuseThinking(call, body);
  refuseThoughtlessLoop(call, body);
  refuseMarks(body);
  refusePrefill(dialect, call);
  refuseSchema(call);
  const { id } = call.model;
  if (call.reasoning?.effort === 'xhigh' && fitsModel(id, dialect.noExtraHighModels)) {
    throw refusal(
      "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.",
    );
  }
  if (dialect.filesBeta !== '' && !betas.includes(dialect.filesBeta) && call.messages.some(namesFile)) {
    throw refusal(
      "messages: Input tag 'file' found using 'type' does not match any of the expected tags: 'base64', 'url'",
    );
  }
}

function refuseThinking({ toolChoice, temperature }: CallBody, { thinking }: WireBody): void {
  if (!isRecord(thinking) || thinking['type'] === 'disabled') return;
  const isForced = toolChoice === 'required' || typeof toolChoice === 'object';
  // Adaptive thinking goes together with a forced tool (recorded with claude-opus-4-6).
  if (isForced && thinking['type'] === 'enabled') {
    throw refusal('Thinking may not be enabled when tool_choice forces tool use.');
  }
  if (temperature !== undefined && temperature !== 1) {
    throw refusal('`temperature` may only be set to 1 when thinking is enabled.');
  }
}

// Documented with extended thinking; adaptive thinking has no such rule.
function refuseThoughtlessLoop({ messages }: CallBody, { thinking }: WireBody): void {
  if (!isRecord(thinking) || thinking['type'] !== 'enabled' || messages.at(-1)?.role !== 'tool') return;
  const index = messages.findLastIndex(({ role }) => role === 'assistant');
  const first = messages[index]?.content[0];
  if (first === undefined || first.type === 'reasoning' || first.type === 'extra') return;
  throw refusal(
    'messages: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and `tool_result` blocks).',
  );
}

// https://docs.claude.com/en/docs/build-with-claude/prompt-caching
function refuseMarks({ tools, system, messages }: WireBody): void {
  const marks = [tools, system, messages].flatMap(marksIn);
  if (marks.length > 4)
    throw refusal(`A maximum of 4 blocks with cache_control may be provided. Found ${marks.length}.`);
  const short = marks.indexOf('5m');
  if (short >= 0 && marks.includes('1h', short))
    throw refusal("a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block");
}

function marksIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(marksIn);
  if (!isRecord(value)) return [];
  const { cache_control: mark, content } = value;
  return [...marksIn(content), ...(isRecord(mark) ? [mark['ttl'] === '1h' ? '1h' : '5m'] : [])];
}

function refusePrefill({ noPrefillModels }: AnthropicMessagesDialect, { model, messages }: CallBody): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  if (fitsModel(model.id, noPrefillModels))
    throw refusal(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  const part = last.content.at(-1);
  if (part?.type === 'text' && part.text !== part.text.trimEnd())
    throw refusal('messages: final assistant content cannot end with trailing whitespace');
}

function refuseSchema({ output }: CallBody): void {
  if (output?.type !== 'json-schema') return;
  const { changes } = sanitise(output.schema, schemaDialects.anthropic);
  const rule = changes.find(
    ({ kind, keyword }) => kind === 'described' && refusedInSchema.has(keyword),
  )?.keyword;
  if (rule !== undefined) throw refusal(`output_config.format.schema: property '${rule}' is not supported`);
}

function namesFile(message: Message): boolean {
  if (message.role !== 'user' && message.role !== 'tool') return false;
  const parts = message.content.flatMap((part) => (part.type === 'tool-result' ? part.content : [part]));
  return parts.some((part) => part.type !== 'text' && 'fileId' in part.source);
}
