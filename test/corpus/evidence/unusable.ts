import { isRecord } from '../../../src/core/json.ts';
import type { Take } from './recorded.ts';

/** How many exchanges a scenario takes. */
const halves: Readonly<Record<string, number>> = { tool_round_trip: 2 };

/** Why recordings show nothing of their model; undefined for those that do. */
export function whyUnusable({ scenario, family, recordings }: Take): string | undefined {
  // A refusal is an answer: the scenario decides what it shows.
  if (recordings.some(({ response }) => response.status >= 400)) return undefined;
  if (recordings.length < (halves[scenario] ?? 1)) return 'One half of the exchange was not recorded.';
  const body = jsonOf(recordings[0]?.request.body);
  const tools = body?.['tools'];
  // ReqLLM of October 2025 wrote Responses tools in the form of chat: the echo in the reply shows them without parameters.
  const isNested = Array.isArray(tools) && tools.some((tool) => isRecord(tool) && 'function' in tool);
  if (family === 'openai_responses' && isNested)
    return "The recorder's tools were in the form of another API: the model saw no parameters.";
  const options = body?.['stream_options'];
  const isUncounted =
    family === 'openai_chat' && recordings[0]?.stream === true && body !== undefined && !isRecord(options);
  const isCounted = recordings.some(({ response }) =>
    /"usage": ?\{/.test(JSON.stringify(response).replaceAll('\\"', '"')),
  );
  if (isUncounted && !isCounted) return "The recorder's request did not ask for a count of tokens.";
  return undefined;
}

function jsonOf(body: unknown): Record<string, unknown> | undefined {
  const json = isRecord(body) ? body['json'] : undefined;
  return isRecord(json) ? json : undefined;
}
