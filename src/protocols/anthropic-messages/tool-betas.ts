import { isRecord, type Json } from '../../core/json.ts';

// The pages of the tools under https://docs.claude.com/en/docs/agents-and-tools/tool-use name them; tools that are
// missing here need none.
const betas: readonly (readonly [RegExp, string])[] = [
  [/^(?:computer|bash|text_editor)_20241022$/, 'computer-use-2024-10-22'],
  [/^computer_20250124$/, 'computer-use-2025-01-24'],
  [/^computer_20251124$/, 'computer-use-2025-11-24'],
  [/^code_execution_20250522$/, 'code-execution-2025-05-22'],
  [/^code_execution_20250825$/, 'code-execution-2025-08-25'],
  [/^web_fetch_20250910$/, 'web-fetch-2025-09-10'],
  [/^memory_20250818$/, 'context-management-2025-06-27'],
  [/^tool_search_tool_(?:bm25|regex)_20251119$/, 'advanced-tool-use-2025-11-20'],
  [/^advisor_20260301$/, 'advisor-tool-2026-03-01'],
  [/^mcp_toolset$/, 'mcp-client-2025-11-20'],
];

/** The beta feature that one of Anthropic's own tools belongs to; undefined where it needs none. */
export function betaOf(definition: Json | undefined): string | undefined {
  const type = isRecord(definition) ? definition['type'] : undefined;
  return typeof type === 'string' ? betas.find(([pattern]) => pattern.test(type))?.[1] : undefined;
}
