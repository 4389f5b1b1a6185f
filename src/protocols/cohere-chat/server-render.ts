import type { Chunk } from '../../core/chunk.ts';
import type { JsonObject } from '../../core/json.ts';
import type { WireEvent } from '../../wire/event.ts';
import type { StreamWriter } from '../protocol.ts';
import { citationOf } from './citations.ts';
import type { CohereChatDialect } from './dialect.ts';
import { wireReason } from './finish.ts';
import { planMark } from './read-message.ts';
import { Facts, looseCitation, type Of } from './server-facts.ts';
import { wireUsage } from './usage.ts';

type Send = (event: WireEvent) => void;

/** Writes the events of a chat stream, with the `[DONE]` that stands at the end of recorded ones. */
export class CohereChatWriter implements StreamWriter {
  readonly #facts: Facts;
  readonly #places = new Map<number, Place>();
  #contents = 0;
  #calls = 0;
  #citations = 0;
  #isStarted = false;
  #open: Place | undefined;

  constructor({ vendor }: CohereChatDialect) {
    this.#facts = new Facts(vendor);
  }

  write(chunk: Chunk, send: Send): void {
    if (this.#facts.take(chunk)) return;
    this.#start(send);
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        return this.#text(chunk.block, 'text', chunk.text, send);
      case 'reasoning':
        if (this.#isPlan(chunk)) return this.#plan(chunk, send);
        return this.#text(chunk.block, 'thinking', chunk.text, send);
      case 'tool-call':
        return this.#call(chunk, send);
      case 'tool-input': {
        const index = this.#places.get(chunk.block)?.index ?? 0;
        const tool_calls = { function: { arguments: chunk.json } };
        return event(send, 'tool-call-delta', { index, delta: { message: { tool_calls } } });
      }
      case 'source':
        return this.#cite(chunk, send);
      case 'extra':
        return this.#extra(chunk, send);
      case 'logprobs':
        for (const { token, logprob } of chunk.logprobs) {
          const logprobs = { text: token, token_ids: [], logprobs: [logprob] };
          const index = Math.max(0, this.#contents - 1);
          event(send, 'content-delta', { index, delta: { message: { content: {} } }, logprobs });
        }
        return;
      default:
        // Media has no place in this format; the rest is facts.
        return;
    }
  }

  end(send: Send): void {
    this.#start(send);
    this.#close(send);
    const { metadata, usage, finish } = this.#facts;
    event(send, 'message-end', {
      delta: {
        ...metadata,
        ...(finish === undefined ? {} : { finish_reason: wireReason(finish) }),
        ...(usage === undefined ? {} : { usage: wireUsage(usage) }),
      },
    });
    send({ data: '[DONE]' });
  }

  #start(send: Send): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const message = { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] };
    send({
      event: 'message-start',
      data: JSON.stringify({ id: this.#facts.id, type: 'message-start', delta: { message } }),
    });
  }

  #text(block: number, type: 'text' | 'thinking', text: string, send: Send): void {
    if (text === '') return;
    let place = this.#places.get(block);
    if (place === undefined) {
      place = { kind: 'content', index: this.#contents++ };
      this.#places.set(block, place);
      this.#turnTo(place, send);
      const content = { type, [type]: '' };
      event(send, 'content-start', { index: place.index, delta: { message: { content } } });
    }
    const content = { [type]: text };
    event(send, 'content-delta', { index: place.index, delta: { message: { content } } });
  }

  #isPlan({ block, signature }: Of<'reasoning'>): boolean {
    const place = this.#places.get(block);
    return place === undefined ? signature === planMark : place.kind === 'plan';
  }

  #plan({ block, text }: Of<'reasoning'>, send: Send): void {
    const place: Place = { kind: 'plan', index: 0 };
    if (!this.#places.has(block)) {
      this.#places.set(block, place);
      this.#turnTo(place, send);
    }
    event(send, 'tool-plan-delta', { delta: { message: { tool_plan: text } } });
  }

  #call({ block, id, name }: Of<'tool-call'>, send: Send): void {
    const place: Place = { kind: 'call', index: this.#calls++ };
    this.#places.set(block, place);
    this.#turnTo(place, send);
    const tool_calls = { id, type: 'function', function: { name, arguments: '' } };
    event(send, 'tool-call-start', { index: place.index, delta: { message: { tool_calls } } });
  }

  #cite({ block, source }: Of<'source'>, send: Send): void {
    const place = block === undefined ? undefined : this.#places.get(block);
    const citations = place === undefined ? looseCitation(source) : citationOf(source, place.index);
    const index = this.#citations++;
    event(send, 'citation-start', { index, delta: { message: { citations } } });
    event(send, 'citation-end', { index });
  }

  #extra({ value }: Of<'extra'>, send: Send): void {
    const place: Place = { kind: 'content', index: this.#contents++ };
    this.#turnTo(place, send);
    event(send, 'content-start', { index: place.index, delta: { message: { content: value } } });
  }

  #turnTo(place: Place, send: Send): void {
    this.#close(send);
    this.#open = place;
  }

  #close(send: Send): void {
    if (this.#open?.kind === 'content') event(send, 'content-end', { index: this.#open.index });
    if (this.#open?.kind === 'call') event(send, 'tool-call-end', { index: this.#open.index });
    this.#open = undefined;
  }
}

/** Where a block stands on the wire: its index among the contents or among the calls. */
interface Place {
  readonly kind: 'content' | 'plan' | 'call';
  readonly index: number;
}

function event(send: Send, type: string, members: JsonObject): void {
  send({ event: type, data: JSON.stringify({ type, ...members }) });
}
