import { isRecord } from '../../../src/core/json.ts';
import type { ScenarioResult } from '../../../src/testing/scenarios/scenario.ts';
import { objectAsked } from './object-asked.ts';
import type { Take } from './recorded.ts';

/** How many exchanges a scenario takes. */
const halves: Readonly<Record<string, number>> = { tool_round_trip: 2, context_append: 2 };

// Questions with one right answer: early recordings asked others.
const questions: Readonly<Record<string, string>> = { reasoning_basic: '12*7', reasoning_streaming: '15*3' };

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
  if (scenario.startsWith('object_') && body !== undefined && objectAsked({ recordings }) === undefined)
    return 'The request had the schema where the host does not look: the model had none.';
  const question = questions[scenario];
  if (question !== undefined && body !== undefined && !JSON.stringify(body).includes(question))
    return 'The recorder asked another question.';
  const options = body?.['stream_options'];
  const isUncounted =
    family === 'openai_chat' && recordings[0]?.stream === true && body !== undefined && !isRecord(options);
  const isCounted = recordings.some(({ response }) =>
    /"usage": ?\{/.test(JSON.stringify(response).replaceAll('\\"', '"')),
  );
  if (isUncounted && !isCounted) return "The recorder's request did not ask for a count of tokens.";
  return undefined;
}

const notOfTheModel: Readonly<Record<string, string>> = {
  auth: "The recorder's key was not valid",
  quota: "The recorder's account had nothing left",
  'rate-limited': 'The recorder was told to slow down',
  overloaded: 'The host was overloaded',
};

/** The least that a scenario allows for an object of a model that thinks. */
const objectTokens = 2_000;

/** Why a failure shows nothing of the model: it was the recorder who was turned away, or who left it no room. */
export function saysNothing(
  { outcome, code, scenario, reason = '' }: ScenarioResult,
  limit: number = objectTokens,
): string | undefined {
  const isCut = code === 'schema-mismatch' && reason.includes('cut off at its limit');
  if (scenario.startsWith('object_') && isCut && limit < objectTokens)
    return `The recorder allowed ${limit} tokens, with thoughts, and the object was cut off.`;
  const why = outcome === 'fail' && code !== undefined ? notOfTheModel[code] : undefined;
  return why === undefined ? undefined : `${why}: ${reason.replace(/\s+/g, ' ').slice(0, 160)}`;
}

function jsonOf(body: unknown): Record<string, unknown> | undefined {
  const json = isRecord(body) ? body['json'] : undefined;
  return isRecord(json) ? json : undefined;
}
