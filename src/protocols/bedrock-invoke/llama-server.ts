import type { CallBody } from '../../core/call.ts';
import type { Chunk } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import type { Usage } from '../../core/usage.ts';
import { awsEventOf, awsFaceOf } from '../../wire/aws-exception.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { ServerCodec, ServerRequest, StreamWriter } from '../protocol.ts';
import { type MetaLlamaDialect, marksFor, metaLlamaDefaults } from './llama-dialect.ts';
import { messagesIn } from './llama-prompt.ts';

type Send = (event: WireEvent) => void;

/** The server's side of Llama's own format. */
export function metaLlamaServer(partial: Partial<MetaLlamaDialect> = {}): ServerCodec {
  const dialect = { ...metaLlamaDefaults, ...partial };
  return {
    protocol: 'meta-llama',
    framing: 'json-lines',
    matches: (method, path) => method === 'POST' && path === '/',
    parse: (request) => parse(request, dialect),
    openWriter: () => new LlamaWriter(),
    renderBody,
    renderError: (error) => {
      const { name, status } = awsFaceOf(error);
      return { status, body: { __type: name, message: error.message } };
    },
    renderErrorEvent: awsEventOf,
  };
}

function parse({ body }: ServerRequest, dialect: MetaLlamaDialect): CallBody {
  if (!isRecord(body)) throw refusal('Malformed input request, please reformat your input and try again.');
  const {
    prompt,
    model,
    stream,
    max_gen_len: maxTokens,
    temperature,
    top_p: topP,
    ...rest
  } = body as JsonObject;
  if (typeof prompt !== 'string')
    throw refusal('Malformed input request: #: required key [prompt] not found');
  const id = typeof model === 'string' ? model : '';
  const { vendor } = dialect;
  // A prompt that was not written turn by turn is a user's text.
  const messages = messagesIn(prompt, marksFor(dialect, id)) ?? [
    { role: 'user', content: [{ type: 'text', text: prompt }] },
  ];
  return {
    model: modelOf({ provider: vendor, id }),
    messages,
    stream: stream === true,
    ...numberIn('maxTokens', 'max_gen_len', maxTokens, 1, Number.MAX_SAFE_INTEGER),
    ...numberIn('temperature', 'temperature', temperature, 0, 1),
    ...numberIn('topP', 'top_p', topP, 0, 1),
    ...(Object.keys(rest).length === 0 ? {} : { providerOptions: { [vendor]: rest } }),
  };
}

function numberIn<Name extends string>(
  name: Name,
  member: string,
  value: Json | undefined,
  min: number,
  max: number,
): { [name in Name]?: number } {
  if (value === undefined || value === null) return {};
  if (typeof value === 'number' && value >= min && value <= max)
    return { [name]: value } as { [name in Name]: number };
  throw refusal(`Malformed input request: #/${member}: expected a number from ${min} to ${max}`);
}

class LlamaWriter implements StreamWriter {
  #usage: Usage | undefined;
  #stop = 'stop';

  write(chunk: Chunk, send: Send): void {
    if (chunk.type === 'usage') this.#usage = chunk.usage;
    else if (chunk.type === 'finish') this.#stop = stopOf(chunk);
    else if ((chunk.type === 'text' || chunk.type === 'refusal') && chunk.text !== '') {
      const frame = { generation: chunk.text, prompt_token_count: null, generation_token_count: null };
      send({ data: JSON.stringify({ ...frame, stop_reason: null }) });
    }
  }

  end(send: Send): void {
    send({ data: JSON.stringify({ generation: '', ...countersFor(this.#usage), stop_reason: this.#stop }) });
  }
}

function renderBody(chunks: Iterable<Chunk>): Json {
  let generation = '';
  let counted: Usage | undefined;
  let stop = 'stop';
  for (const chunk of chunks) {
    if (chunk.type === 'text' || chunk.type === 'refusal') generation += chunk.text;
    else if (chunk.type === 'usage') counted = chunk.usage;
    else if (chunk.type === 'finish') stop = stopOf(chunk);
  }
  return { generation, ...countersFor(counted), stop_reason: stop };
}

function countersFor(counted: Usage | undefined): JsonObject {
  return {
    prompt_token_count: counted?.inputTokens ?? null,
    generation_token_count: counted?.outputTokens ?? null,
  };
}

function stopOf({ reason }: Extract<Chunk, { type: 'finish' }>): string {
  return reason === 'length' ? 'length' : 'stop';
}

function refusal(message: string): ReqLLMError {
  const facts = { code: 'invalid-request', phase: 'decode', status: 400 } as const;
  return new ReqLLMError(message, { ...facts, providerCode: 'ValidationException' });
}
