import { isReqLLMError, type ModelResponse } from 'reqllm';
import { isSameJson } from '../../src/core/json.ts';
import { type RawCall, type RawReply, type Raw, string, record } from './raw.ts';
import type { Family } from './recordings.ts';
import { countsOf } from './usage-rules.ts';

/** Everything in which a response is not what the recording says, each as a short sentence. */
export function differencesOf(family: Family, response: ModelResponse, raw: RawReply): string[] {
  return [
    ...contentDifferences(response, raw),
    ...factDifferences(response, raw),
    ...usageDifferences(family, response, raw),
  ];
}

/** Everything in which an error is not what the recording says. */
export function errorDifferences(error: unknown, status: number, bodyText: string): string[] {
  if (!isReqLLMError(error)) return [`no ReqLLMError but ${String(error)}`];
  const problems: string[] = [];
  const codes =
    codesByStatus[status] ?? (status >= 500 ? ['server', 'overloaded', 'rate-limited'] : refusals);
  if (!codes.includes(error.code)) problems.push(`HTTP ${status} became ${error.code}`);
  if (error.status !== status) problems.push(`HTTP ${status} became the status ${String(error.status)}`);
  if (error.message.trim() === '' || error.message.length > 2_200)
    problems.push(`a message of ${error.message.length} characters`);
  if (/<html|<!doctype|\[object Object\]/i.test(error.message)) problems.push('a message with markup');
  const said = words(sentenceIn(bodyText));
  if (!words(error.message).includes(said.slice(0, 60)))
    problems.push(`the provider's words are lost: ${said.slice(0, 60)}`);
  return problems;
}

const refusals = ['invalid-request', 'context-overflow', 'content-filter', 'model-not-found', 'unsupported'];
const codesByStatus: Readonly<Record<number, readonly string[]>> = {
  // Google answers 400 to a wrong key; OpenRouter passes its hosts' reasons on as 400.
  400: [...refusals, 'auth', 'quota', 'rate-limited', 'permission', 'overloaded'],
  401: ['auth'],
  402: ['quota'],
  403: ['permission', 'auth', 'content-filter', 'model-not-found', 'quota'],
  // OpenRouter: "No endpoints found that support tool use".
  404: ['model-not-found', 'invalid-request', 'unsupported'],
  408: ['timeout'],
  413: ['context-overflow'],
  429: ['rate-limited', 'quota', 'overloaded'],
  503: ['overloaded'],
  529: ['overloaded'],
};

function contentDifferences(response: ModelResponse, raw: RawReply): string[] {
  const problems: string[] = [];
  const { content } = response.message;
  const reasoning = response.reasoning ?? '';
  const isSplit = response.text !== raw.text && isThinkSplit(raw.text, response.text, reasoning);
  if (response.text !== raw.text && !isSplit) problems.push(`text: ${differenceOf(response.text, raw.text)}`);
  if (
    !isSplit &&
    !(raw.reasoning.length === 0
      ? reasoning === ''
      : raw.reasoning.some((text) => isSameThought(text, reasoning)))
  ) {
    problems.push(`reasoning: ${differenceOf(reasoning, raw.reasoning[0] ?? '')}`);
  }
  const refusal = content.map((part) => (part.type === 'refusal' ? part.text : '')).join('');
  if (refusal !== raw.refusal) problems.push(`refusal: ${differenceOf(refusal, raw.refusal)}`);
  if (response.toolCalls.length !== raw.calls.length)
    problems.push(`${response.toolCalls.length} tool calls of ${raw.calls.length}`);
  else
    problems.push(
      ...response.toolCalls.flatMap((call, index) => callDifferences(call, raw.calls[index] as RawCall)),
    );
  return problems;
}

function callDifferences(call: ModelResponse['toolCalls'][number], raw: RawCall): string[] {
  const problems: string[] = [];
  if (call.name !== raw.name) problems.push(`the tool ${raw.name} became ${call.name}`);
  if (call.id === '') problems.push('a tool call without an id');
  const { text, value } = argumentsOf(raw);
  const isRight = call.invalid === undefined ? isSameJson(call.input, value) : call.raw === text;
  if (!isRight) problems.push(`arguments: ${JSON.stringify(call.input ?? call.raw)} instead of ${text}`);
  return problems;
}

function argumentsOf({ arguments: sent }: RawCall): { text: string; value: unknown } {
  if (typeof sent !== 'string') return { text: JSON.stringify(sent), value: sent };
  if (sent.trim() === '') return { text: sent, value: {} };
  try {
    return { text: sent, value: JSON.parse(sent) };
  } catch {
    return { text: sent, value: undefined };
  }
}

function factDifferences(response: ModelResponse, raw: RawReply): string[] {
  const problems: string[] = [];
  const all = JSON.stringify(response);
  const extras = response.message.content.filter((part) => part.type === 'extra').length;
  if (response.files.length < raw.files) problems.push(`${response.files.length} files of ${raw.files}`);
  if (extras < raw.extras) problems.push(`${extras} provider parts of ${raw.extras}`);
  if (response.sources.length < raw.citations)
    problems.push(`${response.sources.length} sources of ${raw.citations}`);
  if ((response.logprobs?.length ?? 0) !== raw.logprobs)
    problems.push(`${response.logprobs?.length ?? 0} log probabilities of ${raw.logprobs}`);
  if (raw.id !== undefined && response.id !== raw.id)
    problems.push(`the id ${raw.id} became ${String(response.id)}`);
  if (raw.finish !== undefined && response.rawFinishReason !== raw.finish)
    problems.push(`the finish reason ${raw.finish} became ${String(response.rawFinishReason)}`);
  if (raw.opaque.some((text) => !all.includes(JSON.stringify(text).slice(1, -1))))
    problems.push('a signature is lost');
  return problems;
}

function usageDifferences(family: Family, { usage }: ModelResponse, raw: RawReply): string[] {
  const problems: string[] = [];
  const expected = countsOf(family, raw.usage);
  for (const name of ['inputTokens', 'outputTokens'] as const) {
    if (usage[name] !== expected[name])
      problems.push(`${name}: ${String(usage[name])} instead of ${String(expected[name])}`);
  }
  if (raw.usage !== undefined && usage.raw === undefined) problems.push('the raw usage is lost');
  return problems;
}

// A dialect may take `<think>…</think>` out of the text; nothing but the tags and blank lines around them may go.
function isThinkSplit(raw: string, text: string, reasoning: string): boolean {
  const bare = (words: string): string => words.replace(/<\/?think>/g, '').replace(/\s+/g, '');
  return raw.trimStart().startsWith('<think>') && bare(raw) === bare(reasoning + text);
}

// Thoughts in several parts are joined without the line breaks that some hosts put between them.
function isSameThought(left: string, right: string): boolean {
  return left === right || left.replace(/\s+/g, '') === right.replace(/\s+/g, '');
}

function differenceOf(ours: string, theirs: string): string {
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  return `${ours.length} characters of ${theirs.length}, different from ${at}: ${JSON.stringify(ours.slice(at, at + 40))} instead of ${JSON.stringify(theirs.slice(at, at + 40))}`;
}

function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** The sentence in an error body, where it has one for people. */
function sentenceIn(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return '';
  }
  const outer: Raw = record(Array.isArray(body) ? body[0] : body);
  const error = outer['error'];
  return (
    string(record(error)['message']) || string(error) || string(outer['message']) || string(outer['detail'])
  );
}
