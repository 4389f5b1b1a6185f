import type { Call, Chunk, FinishReason, Warning } from 'reqllm';
import { ReqLLMError } from 'reqllm';
import {
  type Codec,
  count,
  failureOf,
  isRecord,
  parseJson,
  type StreamReader,
  textOf,
  usage,
} from 'reqllm/protocol';

type Emit = (chunk: Chunk) => void;

const reasons: Readonly<Record<string, FinishReason>> = { STOP: 'stop', FULL: 'length' };
// What a telegram cannot say. Everything that is left out is a warning.
const unknown = [
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'stop',
  'tools',
  'toolChoice',
  'reasoning',
  'output',
  'user',
] as const;

export const telegramCodec: Codec = {
  protocol: 'telegram',
  framing: 'json-lines',
  encode: (call) => ({
    method: 'POST',
    path: '/send',
    body: {
      to: call.model.id,
      stream: call.stream,
      lines: call.messages.map((message) => ({ from: message.role, text: textOf(message).toWellFormed() })),
      ...(call.maxTokens === undefined ? {} : { words: call.maxTokens }),
    },
    changes: [...lostOptions(call), ...lostParts(call)],
  }),
  decode(body, emit) {
    if (!isRecord(body) || !Array.isArray(body['telegram'])) throw broken();
    const reader = new TelegramReader();
    for (const frame of body['telegram']) reader.frame(frame, emit);
    reader.end(emit);
  },
  open: () => new TelegramReader(),
  fail: (status, body) => failureOf({ status, message: troubleIn(body) ?? `The office answered ${status}.` }),
};

class TelegramReader implements StreamReader {
  #reason: string | undefined;
  #isOver = false;
  #hasBegun = false;

  read(event: { readonly data: string }, emit: Emit): 'open' | 'done' {
    const parsed = parseJson(event.data);
    if (!parsed.ok) throw broken();
    this.frame(parsed.value, emit);
    if (this.#reason === undefined) return 'open';
    this.end(emit);
    return 'done';
  }

  frame(frame: unknown, emit: Emit): void {
    if (!isRecord(frame) || this.#reason !== undefined) return;
    const { id, word, trouble, counted, end } = frame;
    if (typeof trouble === 'string') throw failureOf({ message: trouble, phase: 'stream' });
    // The laws ask for one start at most, and first; an office that numbers a telegram late or twice is not believed.
    if (typeof id === 'string' && !this.#hasBegun) emit({ type: 'start', id });
    this.#hasBegun = true;
    if (typeof word === 'string' && word !== '') emit({ type: 'text', block: 0, text: word });
    if (isRecord(counted))
      emit({
        type: 'usage',
        usage: usage({ inputTokens: count(counted['in']), outputTokens: count(counted['out']) }),
      });
    if (typeof end === 'string') this.#reason = end;
  }

  end(emit: Emit): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const raw = this.#reason;
    if (raw === undefined)
      throw new ReqLLMError('The telegram broke off.', {
        code: 'truncated',
        phase: 'stream',
        retryable: true,
      });
    emit({
      type: 'finish',
      reason: Object.hasOwn(reasons, raw) ? (reasons[raw] as FinishReason) : 'other',
      raw,
    });
  }
}

function troubleIn(body: unknown): string | undefined {
  return isRecord(body) && typeof body['trouble'] === 'string' ? body['trouble'] : undefined;
}

function lostOptions(call: Call): Warning[] {
  const lost = unknown.filter((name) => call[name] !== undefined);
  return lost.map((setting) => ({
    code: 'dropped',
    setting,
    message: `A telegram has no ${setting}; it was left out.`,
  }));
}

function lostParts(call: Call): Warning[] {
  const parts = call.messages.flatMap((message) => message.content as readonly { readonly type: string }[]);
  const lost = parts.filter(({ type }) => type !== 'text');
  return lost.map(({ type }) => ({
    code: 'dropped',
    setting: 'messages',
    message: `A telegram carries text only; a ${type} was left out.`,
  }));
}

function broken(): ReqLLMError {
  return new ReqLLMError('The telegram cannot be read.', { code: 'bad-response', phase: 'decode' });
}
