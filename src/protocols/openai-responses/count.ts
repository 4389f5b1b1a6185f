import { isRecord, type Json } from '../../core/json.ts';
import { count } from '../../core/usage.ts';
import type { TokenCounter } from '../protocol.ts';

// https://platform.openai.com/docs/api-reference/responses/input-tokens
const counted: ReadonlySet<string> = new Set([
  'conversation',
  'input',
  'instructions',
  'model',
  'parallel_tool_calls',
  'previous_response_id',
  'reasoning',
  'text',
  'tool_choice',
  'tools',
  'truncation',
]);

/** Asks OpenAI how many tokens a request comes to. */
export function tokenCounter(path: string): TokenCounter {
  return {
    encode(request) {
      const said = isRecord(request.body) ? Object.entries(request.body) : [];
      const body = Object.fromEntries(said.filter(([name]) => counted.has(name))) as Json;
      return { ...request, path, body };
    },
    decode: (body) => (isRecord(body) ? (count(body['input_tokens']) ?? undefined) : undefined),
  };
}
