import type { Call, CallBody } from '../../src/core/call.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Message } from '../../src/core/message.ts';
import type { ModelFacts } from '../../src/core/model.ts';
import type { ToolDefinition } from '../../src/core/tool.ts';

/** What a call says beside a greeting, and the body that an encoder made of it. */
export type Said = Partial<Omit<CallBody, 'model' | 'messages'>> & {
  readonly messages?: Call['messages'];
  readonly facts?: ModelFacts;
  readonly body?: JsonObject;
};

/** A rule, `provider protocol model`, what is said, and what the members at these paths must then be. */
export type EngineCase = readonly [
  id: string,
  target: string,
  said: Said,
  becomes: Readonly<Record<string, unknown>>,
];

export const tool = {
  name: 'add',
  inputSchema: { type: 'object', properties: { a: { type: 'number' } } },
} as const;
export const withTools: { readonly tools: readonly [typeof tool] } = { tools: [tool] };
const strictTool: ToolDefinition = { ...tool, strict: true };
export const strictTools: { readonly tools: readonly [ToolDefinition] } = { tools: [strictTool] };
export const format = { type: 'json-schema', name: 'answer', schema: { type: 'object' } } as const;
export const user: Message = { role: 'user', content: [{ type: 'text', text: 'Hi' }] };
export const assistant: Message = { role: 'assistant', content: [{ type: 'text', text: 'Yes?' }] };
export const called: Message = {
  role: 'assistant',
  content: [{ type: 'tool-call', id: '1', name: 'add', input: {} }],
};
export const result: Message = {
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: '1', content: [{ type: 'text', text: '3' }] }],
};
export const gone = undefined;
export const effortIs = (effort: string): Readonly<Record<string, unknown>> => ({
  'call.reasoning.effort': effort,
});
