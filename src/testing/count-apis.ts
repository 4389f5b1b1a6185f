import { fromBase64 } from '../core/base64.ts';
import { isReqLLMError, type ReqLLMError } from '../core/error.ts';
import { isRecord, type Json, parseJson } from '../core/json.ts';
import { estimateTokens } from '../middleware/tokens/estimate.ts';
import type { ServerCodec } from '../protocols/protocol.ts';
import { checkKey, type Desk } from './desk.ts';

/** What a question for a count is answered with. */
export interface CountReply {
  readonly status: number;
  readonly body: Json;
}

/** A request, as it came in. */
export interface CountQuestion {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

interface CountForm {
  readonly path: RegExp;
  /** The call that is asked about, as its own endpoint would get it. */
  readonly call: (
    path: string,
    body: Record<string, unknown>,
  ) => { readonly path: string; readonly body: Json };
  readonly answer: (tokens: number) => Json;
}

// The forms that the vendors' pages name beside each `tokenCounter` of the protocols.
const forms: readonly CountForm[] = [
  {
    path: /\/messages\/count_tokens$/,
    call: (path, body) => ({
      path: path.replace(/\/count_tokens$/, ''),
      body: { max_tokens: 1, ...body } as Json,
    }),
    answer: (tokens) => ({ input_tokens: tokens }),
  },
  {
    path: /\/responses\/input_tokens$/,
    call: (path, body) => ({ path: path.replace(/\/input_tokens$/, ''), body: body as Json }),
    answer: (tokens) => ({ object: 'response.input_tokens', input_tokens: tokens }),
  },
  {
    path: /\/models\/count-tokens:rawPredict$/,
    call: (path, body) => ({
      path: path.replace(
        /count-tokens(?=:rawPredict$)/,
        typeof body['model'] === 'string' ? body['model'] : '',
      ),
      body: { max_tokens: 1, ...body } as Json,
    }),
    answer: (tokens) => ({ input_tokens: tokens }),
  },
  {
    path: /\/models\/[^/]+:countTokens$/,
    // Besides the whole call only its `contents` are taken.
    call: (path, body) => ({
      path: path.replace(/:countTokens$/, ':generateContent'),
      body: (body['generateContentRequest'] ?? body) as Json,
    }),
    answer: (tokens) => ({ totalTokens: tokens }),
  },
  {
    path: /\/model\/[^/]+\/count-tokens$/,
    call: bedrockCall,
    answer: (tokens) => ({ inputTokens: tokens }),
  },
];

/**
 * The endpoints that count the tokens of a call: those of Anthropic, Google, Vertex AI, Bedrock and OpenAI's Responses. They
 * answer with the estimate, as the simulator has no tokenizer. Undefined for a path that is none of theirs.
 */
export async function answerCount(
  { method, url, headers, text }: CountQuestion,
  desk: Pick<Desk, 'switchboard' | 'options' | 'requests'>,
): Promise<CountReply | undefined> {
  const path = url.split('?')[0] ?? '/';
  const form = method === 'POST' ? forms.find((each) => each.path.test(path)) : undefined;
  if (form === undefined) return undefined;
  const parsed = parseJson(text);
  const asked = form.call(path, parsed.ok && isRecord(parsed.value) ? parsed.value : {});
  const found = await desk.switchboard.find('POST', asked.path);
  if (found === undefined) return undefined;
  const { codec } = found;
  const noted = {
    protocol: codec.protocol,
    path,
    body: parsed.ok ? parsed.value : null,
    isCount: true,
  } as const;
  try {
    checkKey(headers, desk.options);
    const call = codec.parse({ path: found.path, headers, body: asked.body });
    desk.requests.push({ ...noted, call });
    return { status: 200, body: form.answer(Math.max(1, estimateTokens(call).tokens)) };
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    desk.requests.push(noted);
    return renderedError(codec, error);
  }
}

function renderedError(codec: ServerCodec, error: ReqLLMError): CountReply {
  const { status, body } = codec.renderError(error);
  return { status, body };
}

function bedrockCall(
  path: string,
  body: Record<string, unknown>,
): { readonly path: string; readonly body: Json } {
  const input = isRecord(body['input']) ? body['input'] : {};
  const to = (name: string): string => path.replace(/count-tokens$/, name);
  if (!isRecord(input['invokeModel']))
    return { path: to('converse'), body: (input['converse'] ?? null) as Json };
  const { body: encoded } = input['invokeModel'];
  const bytes = typeof encoded === 'string' ? fromBase64(encoded) : undefined;
  const whole = parseJson(bytes === undefined ? '' : new TextDecoder().decode(bytes));
  return { path: to('invoke'), body: whole.ok ? whole.value : null };
}
