import type { Emit } from '../../core/chunk.ts';
import { isRecord, type Json, setOwn } from '../../core/json.ts';
import { asObject, asSaid, asText } from '../loose.ts';
import type { OpenaiChatDialect } from './dialect.ts';
import { failureInside } from './failure.ts';
import { finishReasonOf } from './finish.ts';
import { SpokenAudio } from './read-audio.ts';
import { Blocks } from './read-blocks.ts';
import { ToolCalls } from './read-calls.ts';
import { ReasoningDetails } from './read-details.ts';
import { executedTools, resultsOf } from './read-executed.ts';
import { citationOf, logprobsOf, readImage, readParts, sourcesOf } from './read-parts.ts';
import { usageOf } from './usage.ts';
import type { WireChoice, WireMessage, WireReply } from './wire.ts';

// Members that have a place of their own. `created` and `object` say nothing; `obfuscation` (OpenAI) and `p` (Mistral)
// are padding. All others become metadata, so that nothing a host adds is lost.
const replyMembers = new Set([
  'id',
  'model',
  'choices',
  'usage',
  'error',
  'citations',
  'search_results',
  'created',
  'object',
  'obfuscation',
  'p',
]);
const choiceMembers = new Set(['index', 'delta', 'message', 'finish_reason', 'logprobs', 'usage', 'error']);
// Scalars that no member here names (`role`, Groq's `channel`, MiniMax's `name`) are left out: in a stream they repeat.
const messageMembers = new Set([
  'content',
  'refusal',
  'reasoning_details',
  'tool_calls',
  'function_call',
  'annotations',
  'audio',
  'images',
  'extra_content',
]);

/** What one reply has said so far. A body is one frame whose message is whole, so both give the same chunks. */
export class ChatReply {
  isFinished = false;
  readonly #dialect: OpenaiChatDialect;
  readonly #blocks: Blocks;
  readonly #calls: ToolCalls;
  readonly #details = new ReasoningDetails();
  readonly #audio = new SpokenAudio();
  /** Parts that only this host understands, sent back with the message. */
  readonly #kept: Record<string, Json> = {};
  readonly #metadata: Record<string, Json> = {};
  #id = '';
  #hasStarted = false;
  #finishReason: string | undefined;
  #usage: unknown;
  #citations: unknown;
  #results: unknown;
  #hasOtherChoices = false;
  #isWhole = false;
  /** Whether thoughts came in a field of their own; details, also those of a later frame, then only repeat them. */
  #hasThoughtField = false;

  constructor(dialect: OpenaiChatDialect) {
    this.#dialect = dialect;
    this.#blocks = new Blocks(dialect);
    this.#calls = new ToolCalls(this.#blocks);
  }

  body(reply: WireReply, emit: Emit): void {
    this.#isWhole = true;
    this.frame(reply, emit);
  }

  frame(frame: WireReply, emit: Emit): void {
    const { choices } = frame;
    const hasChoices = Array.isArray(choices) && choices.length > 0;
    if (!this.#hasStarted && (hasChoices || asSaid(frame.id) !== undefined)) this.#start(frame, emit);
    if (hasChoices) this.#choices(choices as unknown[], emit);
    for (const member in frame) if (!replyMembers.has(member)) this.#note(member, frame[member]);
    if (frame.usage != null) this.#usage = frame.usage;
    if (frame['citations'] != null) this.#citations = frame['citations'];
    if (frame['search_results'] != null) this.#results = frame['search_results'];
  }

  /** Says what is known only at the end, the finish last. */
  finish(emit: Emit): void {
    if (!this.#hasStarted) this.#start({}, emit);
    this.#blocks.end(emit);
    this.#calls.end(this.#id, emit);
    this.#keep();
    const provider = this.#dialect.vendor;
    if (Object.keys(this.#kept).length > 0)
      emit({ type: 'extra', block: this.#blocks.take(), provider, value: this.#kept });
    const results = this.#results ?? resultsOf(this.#metadata['executed_tools']);
    for (const source of sourcesOf(results, this.#citations)) emit({ type: 'source', source });
    if (Object.keys(this.#metadata).length > 0) emit({ type: 'extra', provider, value: this.#metadata });
    if (this.#hasOtherChoices) {
      const message =
        'The provider sent more than one choice; only the first was read. Make one call for each answer.';
      emit({ type: 'warning', warning: { code: 'reply', message, setting: 'n' } });
    }
    this.usage(emit, 'final');
    const raw = this.#finishReason;
    const reason = finishReasonOf(raw, {
      hasCalls: this.#calls.hasCalls,
      hasRefusal: this.#blocks.hasRefusal,
    });
    emit({ type: 'finish', reason, ...(raw === undefined ? {} : { raw }) });
  }

  /** Says what has been counted, if anything has. */
  usage(emit: Emit, status: 'final' | 'partial'): void {
    // Groq repeats its count in x_groq, and there only when usage was not asked for.
    const groq = this.#metadata['x_groq'];
    const counted = usageOf(this.#usage) ?? usageOf(isRecord(groq) ? groq['usage'] : undefined);
    if (counted !== undefined) emit({ type: 'usage', usage: { ...counted, status } });
  }

  #start(frame: WireReply, emit: Emit): void {
    this.#hasStarted = true;
    const id = asSaid(frame.id);
    const model = asSaid(frame.model);
    this.#id = id ?? '';
    emit({ type: 'start', ...(id === undefined ? {} : { id }), ...(model === undefined ? {} : { model }) });
  }

  #choices(choices: readonly unknown[], emit: Emit): void {
    for (let position = 0; position < choices.length; position += 1) {
      const choice = asObject<WireChoice>(choices[position]);
      if (choice === undefined) continue;
      const index = typeof choice.index === 'number' ? choice.index : position;
      if (index === 0) this.#choice(choice, emit);
      else this.#hasOtherChoices = true;
    }
  }

  #choice(choice: WireChoice, emit: Emit): void {
    if (choice.error != null) {
      // OpenRouter: the model's host failed in the middle, within status 200.
      const failure = failureInside({ error: choice.error }, this.#isWhole ? 'decode' : 'stream');
      if (failure !== undefined) throw failure;
    }
    const message = this.#messageOf(choice);
    if (message !== undefined) this.#message(message, emit);
    if (choice.logprobs != null) {
      const logprobs = logprobsOf(choice.logprobs);
      if (logprobs.length > 0) emit({ type: 'logprobs', logprobs });
    }
    const reason = asText(choice.finish_reason);
    if (reason !== undefined && (reason !== '' || this.#finishReason === undefined))
      this.#finishReason = reason;
    if (reason !== undefined && reason !== '') this.isFinished = true;
    if (choice.usage != null) this.#usage = choice.usage;
    for (const member in choice) if (!choiceMembers.has(member)) this.#note(member, choice[member]);
  }

  // Perplexity and Writer send the message so far beside each delta; only a stream without deltas is read from it.
  #messageOf(choice: WireChoice): WireMessage | undefined {
    const message = asObject<WireMessage>(choice.message);
    const delta = asObject<WireMessage>(choice.delta);
    if (this.#isWhole) return message ?? delta;
    return delta ?? (this.#blocks.isEmpty ? message : undefined);
  }

  #message(message: WireMessage, emit: Emit): void {
    const blocks = this.#blocks;
    this.#reasoning(message, emit);
    const { content, refusal } = message;
    if (typeof content === 'string') {
      if (content !== '') blocks.text(content, emit);
    } else if (Array.isArray(content)) readParts(content, blocks, emit);
    if (typeof refusal === 'string') blocks.say('refusal', refusal, emit);
    if (message.audio != null) this.#audio.read(message.audio, blocks, emit);
    if (Array.isArray(message.annotations)) this.#annotations(message.annotations, emit);
    if (message.tool_calls != null || message.function_call != null) this.#toolCalls(message, emit);
    if (Array.isArray(message.images))
      for (const image of message.images) if (!readImage(image, blocks, emit)) this.#append('images', image);
    for (const member in message) {
      const value = message[member];
      if (typeof value === 'object' && value !== null && !messageMembers.has(member))
        this.#note(member, value);
    }
    if (isRecord(message['extra_content'])) this.#kept['extra_content'] = message['extra_content'] as Json;
  }

  // Several fields may say the same (OpenRouter and MiniMax two, Chutes two others): the first that speaks counts. The
  // details speak only in replies that have no other field for thoughts.
  #reasoning(message: WireMessage, emit: Emit): void {
    const { reasoning_details: details } = message;
    const words = Array.isArray(details) ? this.#details.read(details) : '';
    for (const field of this.#dialect.reasoningFields) {
      const text = message[field];
      if (typeof text === 'string' && text !== '') {
        this.#hasThoughtField = true;
        this.#blocks.say('reasoning', text, emit);
        return;
      }
    }
    if (!this.#hasThoughtField) this.#blocks.say('reasoning', words, emit);
  }

  #toolCalls({ tool_calls: calls, function_call: legacy }: WireMessage, emit: Emit): void {
    for (const call of Array.isArray(calls) ? (calls as unknown[]) : [])
      this.#calls.read(call, this.#isWhole, this.#id, emit);
    if (isRecord(legacy)) this.#calls.read({ index: 0, function: legacy }, this.#isWhole, this.#id, emit);
  }

  // Other annotations, such as OpenRouter's parsed files, spare work when they are sent back.
  #annotations(annotations: readonly unknown[], emit: Emit): void {
    const block = this.#blocks.textBlock;
    for (const annotation of annotations) {
      const source = citationOf(annotation);
      if (source === undefined) this.#append('annotations', annotation);
      else emit(block === undefined ? { type: 'source', source } : { type: 'source', block, source });
    }
  }

  #keep(): void {
    const details = this.#details.value;
    if (details !== undefined) this.#kept['reasoning_details'] = details;
    if (this.#audio.id !== undefined) this.#kept['audio'] = { id: this.#audio.id };
  }

  #append(member: string, value: unknown): void {
    ((this.#kept[member] ??= []) as Json[]).push(value as Json);
  }

  #note(member: string, value: unknown): void {
    if (value == null || value === '' || (typeof value === 'object' && isEmpty(value))) return;
    const isExecuted = member === 'executed_tools' && Array.isArray(value);
    setOwn(this.#metadata, member, isExecuted ? executedTools(this.#metadata[member], value) : value);
  }
}

function isEmpty(value: object): boolean {
  for (const _member in value) return false;
  return true;
}
