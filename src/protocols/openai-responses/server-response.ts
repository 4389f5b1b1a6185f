import { type CallBody, functionTools, providerTools } from '../../core/call.ts';
import type { FinishReason } from '../../core/chunk.ts';
import { defined, type Json, type JsonObject } from '../../core/json.ts';
import { pendingStates } from '../../core/recovery.ts';
import type { Usage } from '../../core/usage.ts';
import { mergeJson } from '../json-merge.ts';

/** How a response stands: its end, its counts and its facts, as far as they are known. */
export interface ResponseState {
  readonly id: string;
  readonly model: string;
  readonly status: string;
  readonly output: readonly Json[];
  readonly usage?: Usage;
  readonly incomplete?: string;
  readonly facts: JsonObject;
  readonly isBackground: boolean;
}

/** The response object: what became of the call, and the call's settings repeated. */
export function responseObject(call: CallBody, state: ResponseState): JsonObject {
  const { id, model, status, output, usage, incomplete, facts } = state;
  const { reasoning, toolChoice } = call;
  const response = {
    id,
    object: 'response',
    // Rendering is pure, so there is no clock to ask.
    created_at: 0,
    status,
    background: state.isBackground,
    error: null,
    incomplete_details: incomplete === undefined ? null : { reason: incomplete },
    instructions: null,
    max_output_tokens: call.maxTokens ?? null,
    model,
    output,
    parallel_tool_calls: call.parallelToolCalls ?? true,
    previous_response_id: null,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    store: true,
    temperature: call.temperature ?? 1,
    text: { format: formatOf(call) },
    tool_choice:
      typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.tool } : (toolChoice ?? 'auto'),
    tools: toolsOf(call),
    top_p: call.topP ?? 1,
    truncation: 'disabled',
    usage: usage === undefined ? null : wireUsage(usage),
    user: call.user ?? null,
    metadata: { ...call.metadata },
  };
  return mergeJson(response, facts);
}

/** The status that a finish reason comes to, and why the answer is incomplete. */
export function statusOf(
  reason: FinishReason,
  raw: string | undefined,
): { status: string; incomplete?: string } {
  if (reason === 'other' && raw !== undefined && pendingStates.has(raw)) return { status: raw };
  switch (reason) {
    case 'length':
      return { status: 'incomplete', incomplete: 'max_output_tokens' };
    case 'content-filter':
      return { status: 'incomplete', incomplete: 'content_filter' };
    case 'other':
      return raw === undefined || raw === 'incomplete'
        ? { status: 'incomplete' }
        : { status: 'incomplete', incomplete: raw };
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return { status: 'completed' };
  }
}

function wireUsage(usage: Usage): JsonObject {
  const input = {
    cached_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    audio_tokens: usage.inputAudioTokens,
  };
  const output = { reasoning_tokens: usage.reasoningTokens, audio_tokens: usage.outputAudioTokens };
  return known({
    input_tokens: usage.inputTokens,
    input_tokens_details: known(input),
    output_tokens: usage.outputTokens,
    output_tokens_details: known(output),
    total_tokens: usage.totalTokens,
  });
}

// Unknown counts are left out: a zero would be a claim.
function known(counts: Readonly<Record<string, Json>>): JsonObject {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== null));
}

function formatOf({ output }: CallBody): JsonObject {
  if (output === undefined) return { type: 'text' };
  if (output.type === 'json') return { type: 'json_object' };
  const { name, description, schema, strict } = output;
  return { type: 'json_schema', ...defined({ name, description, schema, strict }) };
}

function toolsOf(call: CallBody): JsonObject[] {
  const functions = functionTools(call).map(({ name, description, inputSchema, strict = false }) => ({
    type: 'function',
    ...defined({ name, description }),
    parameters: inputSchema,
    strict,
  }));
  return [...functions, ...providerTools(call).map(({ definition }) => definition)];
}
