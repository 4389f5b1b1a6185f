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
