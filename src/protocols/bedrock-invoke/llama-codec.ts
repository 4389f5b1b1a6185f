import type { Call } from '../../core/call.ts';
import type { Emit, FinishReason } from '../../core/chunk.ts';
import { ReqLLMError } from '../../core/error.ts';
import { defined, isRecord, isWithinDepth, type Json, type JsonObject } from '../../core/json.ts';
import type { Warning } from '../../core/warning.ts';
import { count, usage } from '../../core/usage.ts';
import type { WireEvent } from '../../wire/event.ts';
import { dropCacheWords } from '../cache.ts';
import { Changes } from '../changes.ts';
import { parseFrame } from '../frame-json.ts';
import type { Codec, StreamReader, StreamState, WireRequest } from '../protocol.ts';
import { failureOfReply, unreadable } from './failure.ts';
import { type MetaLlamaDialect, marksFor, metaLlamaDefaults } from './llama-dialect.ts';
import { promptOf } from './llama-prompt.ts';

/** Llama's own format: one prompt in, one text out. */
export function metaLlamaCodec(partial: Partial<MetaLlamaDialect> = {}): Codec {
  const dialect = { ...metaLlamaDefaults, ...partial };
  return {
    protocol: 'meta-llama',
    framing: 'json-lines',
    encode: (call) => encode(call, dialect),
    decode,
    open: () => new LlamaReader(),
    fail: failureOfReply,
  };
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html
const unsupported = [
  ...(['tools', 'toolChoice', 'parallelToolCalls', 'output', 'topK', 'minP', 'seed', 'stop'] as const),
  ...([
    'frequencyPenalty',
    'presencePenalty',
    'logprobs',
    'user',
    'reasoning',
    'serviceTier',
    'metadata',
  ] as const),
];

function encode(call: Call, dialect: MetaLlamaDialect): WireRequest {
  const { prompt, changes } = promptOf(call, marksFor(dialect, call.model.id));
  const dropped = unsupported
    .filter((option) => call[option] !== undefined)
    .map((setting): Warning => ({
      code: 'dropped',
      setting,
      message: 'The prompt format has no such setting.',
    }));
  const cache = new Changes();
  dropCacheWords(call.cache, 'Llama', cache);
  const said = defined({
    prompt,
    max_gen_len: call.maxTokens,
    temperature: call.temperature,
    top_p: call.topP,
  });
  const { vendor } = dialect;
  const options = call.providerOptions;
  const body: JsonObject = {
    ...call.model.body,
    ...said,
    ...options?.[vendor],
    ...options?.[call.model.provider],
  };
  return { method: 'POST', path: '/', body, changes: [...changes, ...dropped, ...cache.changes] };
}

/** Members of a body and of a frame. Only the first frame counts the prompt; each counts the answer so far. */
class LlamaReader implements StreamReader {
  #isStarted = false;
  #stopReason: string | undefined;
  #prompt: unknown;
  #generated: unknown;

  read(event: WireEvent, emit: Emit): StreamState {
    this.frame(parseFrame(event.data), emit);
    return this.#stopReason === undefined ? 'open' : 'finished';
  }

  frame(value: unknown, emit: Emit): void {
    if (!isRecord(value)) throw unreadable('a frame that is no JSON object');
    if (!this.#isStarted) emit({ type: 'start' });
    this.#isStarted = true;
    const {
      generation,
      prompt_token_count: prompt,
      generation_token_count: generated,
      stop_reason: stop,
    } = value;
    if (typeof generation === 'string' && generation !== '')
      emit({ type: 'text', block: 0, text: generation });
    this.#prompt = prompt ?? this.#prompt;
    this.#generated = generated ?? this.#generated;
    if (typeof stop === 'string' && stop !== '') this.#stopReason = stop;
  }

  end(emit: Emit): void {
    const raw = this.#stopReason;
    if (raw === undefined) {
      const facts = { code: 'truncated', phase: 'stream', retryable: true } as const;
      throw new ReqLLMError('The stream from Bedrock ended before the answer did. Try again.', facts);
    }
    const counters = {
      prompt_token_count: this.#prompt ?? null,
      generation_token_count: this.#generated ?? null,
    };
    if (!isWithinDepth(counters)) throw unreadable('counters that are nested too deep');
    const inputTokens = count(this.#prompt);
    const outputTokens = count(this.#generated);
    if (inputTokens !== null || outputTokens !== null)
      emit({ type: 'usage', usage: usage({ inputTokens, outputTokens, raw: counters as Json }) });
    emit({ type: 'finish', reason: reasonOf(raw), raw });
  }
}

function reasonOf(raw: string): FinishReason {
  return raw === 'stop' || raw === 'length' ? raw : 'other';
}

function decode(body: unknown, emit: Emit): void {
  const reader = new LlamaReader();
  reader.frame(body, emit);
  if (isRecord(body) && typeof body['stop_reason'] !== 'string')
    throw unreadable('a body without a stop reason');
  reader.end(emit);
}
