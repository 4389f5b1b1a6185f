// Every word that a format has for the end of an answer, in a whole body, and the word that its server writes for ours.
import { describe, expect, it } from 'vitest';
import type { Chunk, FinishReason } from '../../src/core/chunk.ts';
import {
  finishReasonOf as claude,
  stopReasonOf as claudeWord,
} from '../../src/protocols/anthropic-messages/finish.ts';
import {
  finishReasonOf as converse,
  stopReasonOf as converseWord,
} from '../../src/protocols/bedrock-converse/finish.ts';
import {
  reasonOf as command,
  wireReason as commandWord,
} from '../../src/protocols/bedrock-invoke/command-wire.ts';
import { metaLlamaCodec } from '../../src/protocols/bedrock-invoke/llama-codec.ts';
import {
  finishOf as cohere,
  isFailure,
  wireReason as cohereWord,
} from '../../src/protocols/cohere-chat/finish.ts';
import { googleGenerateCodec } from '../../src/protocols/google-generate/codec.ts';
import { googleInteractionsCodec } from '../../src/protocols/google-interactions/codec.ts';
import { finishOf as ollama, wireReason as ollamaWord } from '../../src/protocols/ollama-chat/finish.ts';
import { finishReasonOf as chat } from '../../src/protocols/openai-chat/finish.ts';
import { openaiResponsesCodec } from '../../src/protocols/openai-responses/codec.ts';
import { decoded, streamed } from '../support/decoded.ts';

type Words = Readonly<Record<string, FinishReason>>;
const nothing = { hasCalls: false, hasRefusal: false };
const finishIn = (chunks: readonly Chunk[]): unknown => chunks.at(-1);

describe('chat completions', () => {
  const words: Words = {
    stop: 'stop',
    eos_token: 'stop',
    stop_sequence: 'stop',
    end_turn: 'stop',
    length: 'length',
    max_tokens: 'length',
    model_length: 'length',
    tool_calls: 'tool-calls',
    tool_call: 'tool-calls',
    function_call: 'tool-calls',
    content_filter: 'content-filter',
    sensitive: 'content-filter',
    refusal: 'refusal',
    toString: 'other' as const,
    '': 'other',
  };
  it.each(Object.entries(words))('%s is %s', (raw, reason) => expect(chat(raw, nothing)).toBe(reason));
  it('look at what was said where the word does not tell', () => {
    const calls = { hasCalls: true, hasRefusal: true };
    expect(chat(undefined, calls)).toBe('other');
    expect([chat('', calls), chat('stop', calls), chat('length', calls)]).toEqual([
      'tool-calls',
      'tool-calls',
      'length',
    ]);
    expect(chat('stop', { hasCalls: false, hasRefusal: true })).toBe('refusal');
  });
});

describe('Messages', () => {
  const words: Words = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    pause_turn: 'paused',
    compaction: 'paused',
    refusal: 'refusal',
    something_new: 'other',
  };
  it.each(Object.entries(words))('%s is %s', (raw, reason) => {
    expect(claude(raw)).toBe(reason);
    expect(claudeWord(reason, raw)).toBe(raw);
  });
  it.each<[FinishReason, string]>([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool-calls', 'tool_use'],
    ['content-filter', 'refusal'],
    ['refusal', 'refusal'],
    ['paused', 'pause_turn'],
    ['cancelled', 'end_turn'],
    ['other', 'end_turn'],
  ])('%s is written %s', (reason, word) => {
    expect(claudeWord(reason, undefined)).toBe(word);
    // A word of another format.
    expect(claudeWord(reason, 'COMPLETE')).toBe(reason === 'other' ? 'COMPLETE' : word);
  });
  it('no word is another reason', () => expect(claude(undefined)).toBe('other'));
});

describe('Converse', () => {
  const words: Words = {
    end_turn: 'stop',
    stop_sequence: 'stop',
    tool_use: 'tool-calls',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    guardrail_intervened: 'content-filter',
    content_filtered: 'content-filter',
    refusal: 'refusal',
    pause_turn: 'paused',
    malformed_model_output: 'other',
    malformed_tool_use: 'other',
    toString: 'other' as const,
  };
  it.each(Object.entries(words))('%s is %s', (raw, reason) => {
    expect(converse(raw)).toBe(reason);
    expect(converseWord(reason, raw)).toBe(raw);
  });
  it.each<[FinishReason, string]>([
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool-calls', 'tool_use'],
    ['content-filter', 'guardrail_intervened'],
    ['refusal', 'refusal'],
    ['paused', 'pause_turn'],
    ['cancelled', 'end_turn'],
    ['other', 'malformed_model_output'],
  ])('%s is written %s', (reason, word) => {
    expect(converseWord(reason, undefined)).toBe(word);
    if (reason !== 'tool-calls') expect(converseWord(reason, 'tool_use')).toBe(word);
  });
});

const cohereWords: Words = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool-calls',
  ERROR_LIMIT: 'length',
  ERROR_TOXIC: 'content-filter',
  USER_CANCEL: 'cancelled',
  SOMETHING_NEW: 'other',
  toString: 'other' as const,
};

describe('Cohere', () => {
  it.each(Object.entries(cohereWords))('%s is %s', (raw, reason) => {
    expect(cohere(raw, false)).toEqual({ type: 'finish', reason, raw });
    expect(cohere(raw, true).reason).toBe(reason === 'stop' ? 'tool-calls' : reason);
    expect(cohereWord({ type: 'finish', reason, raw })).toBe(raw);
    expect(command(raw, false)).toBe(reason);
    expect(command(raw, true)).toBe(reason === 'stop' ? 'tool-calls' : reason);
    expect(commandWord(reason, raw)).toBe(raw);
  });
  it('no word is a stop', () => {
    expect(cohere(undefined, false)).toEqual({ type: 'finish', reason: 'stop' });
    expect(cohere(undefined, true)).toEqual({ type: 'finish', reason: 'tool-calls' });
    expect(['ERROR', 'TIMEOUT', 'COMPLETE', undefined].map(isFailure)).toEqual([true, true, false, false]);
  });
  it.each<[FinishReason, string, string]>([
    ['stop', 'COMPLETE', 'COMPLETE'],
    ['refusal', 'COMPLETE', 'COMPLETE'],
    ['length', 'MAX_TOKENS', 'MAX_TOKENS'],
    ['tool-calls', 'TOOL_CALL', 'COMPLETE'],
    ['content-filter', 'ERROR_TOXIC', 'ERROR_TOXIC'],
    ['cancelled', 'USER_CANCEL', 'USER_CANCEL'],
    ['paused', 'ERROR', 'COMPLETE'],
    ['other', 'ERROR', 'COMPLETE'],
  ])('%s is written %s, in version 1 %s', (reason, word, first) => {
    expect(cohereWord({ type: 'finish', reason })).toBe(word);
    expect(commandWord(reason, undefined)).toBe(first);
  });
  it('a word that means something else is not repeated', () => {
    expect(cohereWord({ type: 'finish', reason: 'length', raw: 'COMPLETE' })).toBe('MAX_TOKENS');
    expect(cohereWord({ type: 'finish', reason: 'other', raw: 'ERROR' })).toBe('ERROR');
    expect(cohereWord({ type: 'finish', reason: 'other', raw: 'COMPLETE' })).toBe('ERROR');
    expect(cohereWord({ type: 'finish', reason: 'tool-calls', raw: 'COMPLETE' })).toBe('COMPLETE');
    expect(commandWord('length', 'COMPLETE')).toBe('MAX_TOKENS');
    expect(commandWord('other', 'ERROR')).toBe('COMPLETE');
    expect(commandWord('tool-calls', 'COMPLETE')).toBe('COMPLETE');
  });
});

describe('Google', () => {
  const codec = googleGenerateCodec();
  const words: Words = {
    STOP: 'stop',
    MAX_TOKENS: 'length',
    SAFETY: 'content-filter',
    RECITATION: 'content-filter',
    LANGUAGE: 'content-filter',
    BLOCKLIST: 'content-filter',
    PROHIBITED_CONTENT: 'content-filter',
    SPII: 'content-filter',
    MODEL_ARMOR: 'content-filter',
    IMAGE_SAFETY: 'content-filter',
    IMAGE_PROHIBITED_CONTENT: 'content-filter',
    IMAGE_RECITATION: 'content-filter',
    OTHER: 'other',
    MALFORMED_FUNCTION_CALL: 'other',
    NO_IMAGE: 'other',
    FINISH_REASON_UNSPECIFIED: 'other',
    toString: 'other' as const,
  };
  it.each(Object.entries(words))('%s is %s', (finishReason, reason) => {
    const candidate = { content: { parts: [{ text: 'a' }] }, finishReason };
    expect(finishIn(decoded(codec, { candidates: [candidate] }))).toEqual({
      type: 'finish',
      reason,
      raw: finishReason,
    });
  });
  it('a call waits for its result; a cut one does not', () => {
    const content = { parts: [{ functionCall: { name: 'f', args: {} } }] };
    const reasons = ['STOP', 'MAX_TOKENS'].map((finishReason) =>
      finishIn(decoded(codec, { candidates: [{ content, finishReason }] })),
    );
    expect(reasons).toMatchObject([{ reason: 'tool-calls' }, { reason: 'length' }]);
  });
});

describe('Interactions', () => {
  const codec = googleInteractionsCodec();
  const text = { type: 'model_output', content: [{ type: 'text', text: 'a' }] };
  const call = { type: 'function_call', id: 'c', name: 'n', arguments: {} };
  const words: Words = {
    completed: 'stop',
    requires_action: 'stop',
    incomplete: 'length',
    cancelled: 'cancelled',
    requires_continuation: 'paused',
    budget_exceeded: 'other',
    in_progress: 'other',
    toString: 'other' as const,
  };
  it.each(Object.entries(words))('%s is %s', (status, reason) => {
    const finish = (step: object): unknown => finishIn(decoded(codec, { status, steps: [step] }));
    expect(finish(text)).toEqual({ type: 'finish', reason, raw: status });
    const withCall = reason === 'stop' ? 'tool-calls' : reason;
    expect(finish(call)).toEqual({ type: 'finish', reason: withCall, raw: status });
  });
  it.each(['completed', 'complete'])('a stream that ends with interaction.%s alone stops', (word) => {
    const end = { event_type: `interaction.${word}`, interaction: { id: 'v1_a' } };
    expect(finishIn(streamed(codec, [end]))).toEqual({ type: 'finish', reason: 'stop', raw: word });
  });
  it('no word is a stop', () => {
    expect(finishIn(decoded(codec, { steps: [text] }))).toEqual({ type: 'finish', reason: 'stop' });
    expect(finishIn(decoded(codec, { steps: [call] }))).toEqual({ type: 'finish', reason: 'tool-calls' });
  });
});

describe('Responses', () => {
  const codec = openaiResponsesCodec();
  const text = { type: 'message', content: [{ type: 'output_text', text: 'a' }] };
  const refusal = { type: 'message', content: [{ type: 'refusal', refusal: 'a' }] };
  const call = { type: 'function_call', call_id: 'c', name: 'n', arguments: '{}' };
  const because = (reason: string): object => ({ incomplete_details: { reason } });
  it.each<[string | undefined, object, object, object]>([
    ['completed', text, {}, { reason: 'stop', raw: 'completed' }],
    ['complete', text, {}, { reason: 'stop', raw: 'complete' }],
    [undefined, text, {}, { reason: 'stop' }],
    ['completed', refusal, {}, { reason: 'refusal', raw: 'completed' }],
    ['completed', call, {}, { reason: 'tool-calls', raw: 'completed' }],
    ['incomplete', text, because('max_output_tokens'), { reason: 'length', raw: 'max_output_tokens' }],
    ['incomplete', text, because('max_tokens'), { reason: 'length', raw: 'max_tokens' }],
    ['incomplete', call, because('content_filter'), { reason: 'content-filter', raw: 'content_filter' }],
    ['incomplete', text, because('new'), { reason: 'other', raw: 'new' }],
    ['incomplete', text, {}, { reason: 'other', raw: 'incomplete' }],
    ['cancelled', text, {}, { reason: 'cancelled', raw: 'cancelled' }],
    ['new', text, {}, { reason: 'other', raw: 'new' }],
  ])('%s with %o and %o is %o', (status, item, more, finish) => {
    const body = { ...(status === undefined ? {} : { status }), ...more, output: [item] };
    expect(finishIn(decoded(codec, body))).toEqual({ type: 'finish', ...finish });
  });
});

describe('Ollama and Llama', () => {
  it.each<[string | undefined, FinishReason]>([
    ['stop', 'stop'],
    [undefined, 'stop'],
    ['length', 'length'],
    ['load', 'other'],
  ])('%s is %s', (raw, reason) => {
    const told = raw === undefined ? {} : { raw };
    expect(ollama(raw, false)).toEqual({ type: 'finish', reason, ...told });
    expect(ollama(raw, true).reason).toBe(reason === 'stop' ? 'tool-calls' : reason);
    if (raw === undefined) return;
    const chunks = decoded(metaLlamaCodec(), { generation: 'a', stop_reason: raw });
    expect(finishIn(chunks)).toEqual({ type: 'finish', reason, raw });
  });
  it('are written in two words, or in those they came in', () => {
    const written = (reason: FinishReason, raw?: string): string =>
      ollamaWord({ type: 'finish', reason, ...(raw === undefined ? {} : { raw }) });
    expect(written('tool-calls', 'stop')).toBe('stop');
    expect([written('stop'), written('length'), written('other'), written('other', 'load')]).toEqual([
      'stop',
      'length',
      'other',
      'load',
    ]);
  });
});
