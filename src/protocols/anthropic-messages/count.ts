import { count } from '../../core/usage.ts';
import { isRecord, type Json } from '../../core/json.ts';
import type { TokenCounter } from '../protocol.ts';

// The host refuses everything else ("Extra inputs are not permitted").
// https://docs.anthropic.com/en/api/messages-count-tokens
const counted: ReadonlySet<string> = new Set([
  'anthropic_version',
  'cache_control',
  'context_management',
  'mcp_servers',
  'messages',
  'model',
  'output_config',
  'output_format',
  'system',
  'thinking',
  'tool_choice',
  'tools',
]);

/** Asks Anthropic, or who speaks its format, how many tokens a request comes to. */
export function tokenCounter(path: string): TokenCounter {
  return {
    encode(request, model) {
      const said = isRecord(request.body) ? Object.entries(request.body) : [];
      const body = { model: model.id, ...Object.fromEntries(said.filter(([name]) => counted.has(name))) };
      return { ...request, path, body: body as Json };
    },
    decode: (body) => (isRecord(body) ? (count(body['input_tokens']) ?? undefined) : undefined),
  };
}
