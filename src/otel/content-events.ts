import type { Attributes, AttributeValue, Context, Span } from '@opentelemetry/api';
import { isRecord } from '../core/json.ts';
import type { Message, Part } from '../core/message.ts';
import type { AnyCall } from '../core/operation.ts';
import type { Folded } from '../core/response.ts';
import { finishName } from './attributes.ts';
import { cleanJson, type Redact } from './content.ts';

/** What takes events: a `Logger` of `@opentelemetry/api-logs`. */
export interface EventLogger {
  emit(record: {
    readonly eventName: string;
    readonly attributes: Attributes;
    readonly body?: unknown;
    readonly context: Context;
  }): void;
}

/** An event to be told. Its body is that of the older conventions. */
export interface ContentEvent {
  readonly name: string;
  readonly attributes: Attributes;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Tells an event to the logger, or where there is none to the span, the body as attributes. */
export function tell(
  { name, attributes, body }: ContentEvent,
  { span, inside, logger }: { readonly span: Span; readonly inside: Context; readonly logger?: EventLogger },
): void {
  if (logger === undefined) span.addEvent(name, { ...attributes, ...flat(body ?? {}) });
  else logger.emit({ eventName: name, attributes, context: inside, ...(body === undefined ? {} : { body }) });
}

/**
 * What was asked and answered as the conventions up to 1.36 tell it: one event a message, and one for the answer.
 * https://github.com/open-telemetry/semantic-conventions/blob/v1.36.0/docs/gen-ai/gen-ai-events.md
 */
export function messageEvents(
  call: AnyCall,
  { message, finishReason }: Folded,
  system: Attributes,
  clean: Redact,
): ContentEvent[] {
  if (call.operation !== 'text') return [];
  const choice: ContentEvent = {
    name: 'gen_ai.choice',
    attributes: system,
    body: {
      index: 0,
      finish_reason: finishReason === undefined ? 'error' : finishName(finishReason),
      message: { role: message.role, ...said(message, clean) },
    },
  };
  return [...call.messages.flatMap((each) => eventsOf(each, system, clean)), choice];
}

function eventsOf(message: Message, system: Attributes, clean: Redact): ContentEvent[] {
  if (message.role !== 'tool')
    return [{ name: `gen_ai.${message.role}.message`, attributes: system, body: said(message, clean) }];
  return message.content.flatMap((part) =>
    part.type === 'tool-result'
      ? [
          {
            name: 'gen_ai.tool.message',
            attributes: system,
            body: { id: part.toolCallId, content: textOf(part.content, clean) },
          },
        ]
      : [],
  );
}

function said({ content }: Message, clean: Redact): Record<string, unknown> {
  const text = textOf(content, clean);
  const calls = content.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.id,
            type: 'function',
            function: { name: part.name, arguments: cleanJson(part.input, clean) },
          },
        ]
      : [],
  );
  return { ...(text === '' ? {} : { content: text }), ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

function textOf(content: readonly Part[], clean: Redact): string {
  return content
    .map((part) => (part.type === 'text' || part.type === 'refusal' ? clean(part.text) : ''))
    .join('');
}

function flat(body: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]): [string, AttributeValue] => [
      name,
      isRecord(value) || Array.isArray(value) ? JSON.stringify(value) : (value as AttributeValue),
    ]),
  );
}
