import { addUsage } from '../../core/usage.ts';
import { ReqLLMError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import type { AssistantMessage, Message } from '../../core/message.ts';
import type { ModelInput } from '../../core/model.ts';
import type { ModelResponse } from '../../core/response.ts';
import type { Warning } from '../../core/warning.ts';
import { toolResult, user } from '../../core/context.ts';
import { type Input, messagesOf } from '../input.ts';
import type { Turns } from '../turns.ts';
import type { ObjectMode, ObjectOf, ObjectOptions } from './options.ts';
import { planChain } from './chain-plans.ts';
import type { ObjectPlan } from './plan.ts';
import { objectCall, readAnswer, type Reading } from './read-answer.ts';

/** What a model answered, and the object that it is. */
export interface ObjectResponse<T> extends ModelResponse {
  /** The answer, held to the schema; as the schema makes it (defaults, transformations). */
  readonly object: T;
  /** How the model was brought to answer with it. */
  readonly mode: ObjectMode;
}

/** Asks for an object, and again while there are retries and it does not fit. */
export async function generateObject<const Options extends ObjectOptions>(
  turns: Turns,
  model: ModelInput,
  input: Input,
  options: Options,
): Promise<ObjectResponse<ObjectOf<Options>>> {
  const plans = await planChain(turns, model, input, options);
  const { first } = plans;
  const { repair = false, retries = 0 } = options;
  const responses: ModelResponse[] = [];
  let messages = messagesOf(first.input);
  for (;;) {
    const recast = plans.recast(messages);
    const response = await turns
      .generateText(model, messages, first.options, recast)
      .catch((error: unknown) => {
        throw withEarlier(error, responses);
      });
    const plan = await plans.of(response.model);
    responses.push(response);
    const told = summed(plan, responses, messages.length);
    const reading = await readAnswer(plan, response, repair);
    if (reading.ok) return objectResponse(plan, told, reading);
    const failure = failureOf(plan, told, reading);
    if (responses.length > retries || !isWorthAnother(failure, response)) throw failure;
    messages = [...messages, ...corrections(plan, response, reading.issues)];
  }
}

/** The response of an object that was read; `told` is what all turns came to. */
export function objectResponse<T>(
  plan: ObjectPlan<T>,
  told: ModelResponse,
  { value, text }: { readonly value: T; readonly text: string },
): ObjectResponse<T> {
  const context = {
    ...told.context,
    messages: [...told.context.messages.slice(0, -1), spoken(plan, told, text)],
  };
  return { ...told, context, object: value, mode: plan.mode };
}

/** Why an answer is no object that fits: the model declined, was cut off, called other tools, or erred. */
export function failureOf(
  plan: ObjectPlan<unknown>,
  told: ModelResponse,
  { issues, text, partial: object }: Extract<Reading<unknown>, { ok: false }>,
): ReqLLMError {
  const { finishReason, model, attempts } = told;
  const partial = { ...told, text, ...(object === undefined ? {} : { object }) };
  const facts = { phase: 'decode', model: model.spec, provider: model.provider, attempts, partial } as const;
  const fail = (code: 'refusal' | 'content-filter' | 'schema-mismatch', message: string): ReqLLMError =>
    new ReqLLMError(`${model.spec} ${message}`, { ...facts, code, issues });
  if (finishReason === 'refusal' || told.message.content.some(({ type }) => type === 'refusal'))
    return fail('refusal', 'declined to answer.');
  if (finishReason === 'content-filter') return fail('content-filter', 'was stopped by a content filter.');
  if (finishReason === 'length')
    return fail(
      'schema-mismatch',
      'was cut off at its limit of tokens before the object was whole; raise `maxTokens`.',
    );
  const others = told.toolCalls.filter(({ name }) => name !== plan.tool).map(({ name }) => name);
  if (others.length > 0 && objectCall(plan, told) === undefined)
    return fail(
      'schema-mismatch',
      `called ${others.join(', ')} instead of answering; run the tools (\`error.partial.toolCalls\`) and ask again with their results.`,
    );
  const places = issues.slice(0, 5).map(({ path }) => (path.length === 0 ? 'the whole' : path.join('.')));
  return fail(
    'schema-mismatch',
    `answered with something that does not fit the schema (at ${places.join(', ')}).`,
  );
}

/**
 * All turns as one response: the last one's words, with what all of them used and said besides. The conversation is the
 * caller's, in place of the last `sent` messages, which are those that the first model of a chain was sent.
 */
export function summed(
  plan: ObjectPlan<unknown>,
  responses: readonly ModelResponse[],
  sent: number,
): ModelResponse {
  const last = responses.at(-1) as ModelResponse;
  const above = last.context.messages.slice(0, last.context.messages.length - 1 - sent);
  return {
    ...last,
    context: { ...last.context, messages: [...above, ...plan.messages, last.message] },
    usage: addUsage(responses.map(({ usage }) => usage)),
    attempts: responses.flatMap(({ attempts }) => attempts),
    warnings: distinct([...plan.warnings, ...responses.flatMap(({ warnings }) => warnings)]),
    timing: { ...last.timing, totalMs: responses.reduce((sum, { timing }) => sum + timing.totalMs, 0) },
  };
}

// What the turns before it used is not forgotten when a later one fails.
function withEarlier(error: unknown, responses: readonly ModelResponse[]): unknown {
  if (responses.length === 0 || !(error instanceof ReqLLMError)) return error;
  return error.with({ attempts: [...responses.flatMap(({ attempts }) => attempts), ...error.attempts] });
}

// A cut answer would be cut again, and other tools must be run first.
function isWorthAnother({ code }: ReqLLMError, { finishReason, toolCalls }: ModelResponse): boolean {
  return code === 'schema-mismatch' && finishReason !== 'length' && toolCalls.length <= 1;
}

function corrections(
  plan: ObjectPlan<unknown>,
  response: ModelResponse,
  issues: readonly { readonly path: readonly (string | number)[]; readonly message: string }[],
): Message[] {
  const listed = issues
    .slice(0, 20)
    .map(({ path, message }) => `- ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`);
  const text = `This answer cannot be used:\n${listed.join('\n')}\nGive the whole answer again, with this put right.`;
  const call = objectCall(plan, response);
  return [response.message, call === undefined ? user(text) : toolResult(call, text, { isError: true })];
}

// In a conversation that goes on, the object is what the model said: nobody answers the call of a tool that is none.
function spoken(plan: ObjectPlan<unknown>, { message }: ModelResponse, text: string): AssistantMessage {
  if (plan.tool === undefined) return message;
  const rest = message.content.filter(({ type }) => type !== 'tool-call' && type !== 'text');
  return { ...message, content: [...rest, { type: 'text', text }] };
}

function distinct(warnings: readonly Warning[]): Warning[] {
  const seen = new Map<string, Warning>();
  for (const warning of warnings) {
    const key: Json = [warning.code, warning.setting ?? '', warning.message];
    seen.set(JSON.stringify(key), warning);
  }
  return [...seen.values()];
}
