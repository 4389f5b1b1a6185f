import { isRecord, type Json } from '../../core/json.ts';

/**
 * Groq's `executed_tools`, what its own tools did: a stream tells of a tool when it starts and again when it is done, in
 * frames of their own. The last word on each counts.
 */
export function executedTools(before: Json | undefined, now: readonly unknown[]): Json {
  const tools = new Map<unknown, Json>();
  for (const tool of [...(Array.isArray(before) ? (before as unknown[]) : []), ...now])
    tools.set(isRecord(tool) && typeof tool['index'] === 'number' ? tool['index'] : tools.size, tool as Json);
  return [...tools.values()];
}

/** The pages that the executed tools found. */
export function resultsOf(executed: unknown): unknown[] {
  return (Array.isArray(executed) ? (executed as unknown[]) : []).flatMap((tool) => {
    const found = isRecord(tool) ? tool['search_results'] : undefined;
    const results = isRecord(found) ? found['results'] : undefined;
    return Array.isArray(results) ? (results as unknown[]) : [];
  });
}
