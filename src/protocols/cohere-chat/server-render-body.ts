import type { Chunk } from '../../core/chunk.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { citationOf } from './citations.ts';
import type { CohereChatDialect } from './dialect.ts';
import { wireReason } from './finish.ts';
import { planMark } from './read-message.ts';
import { Facts, looseCitation } from './server-facts.ts';
import { wireUsage } from './usage.ts';

/** A whole body. Contents come first, then the plan, then the calls, whatever their order was. */
export function renderBody(chunks: Iterable<Chunk>, { vendor }: CohereChatDialect): Json {
  const facts = new Facts(vendor);
  const draft = new Draft();
  for (const chunk of chunks) if (!facts.take(chunk)) draft.add(chunk);
  const { metadata, usage, finish, id } = facts;
  return {
    id,
    message: draft.message(),
    ...(finish === undefined ? {} : { finish_reason: wireReason(finish) }),
    ...(draft.logprobs.length === 0 ? {} : { logprobs: draft.logprobs }),
    ...(usage === undefined ? {} : { usage: wireUsage(usage) }),
    ...metadata,
  };
}

/** The message of a body in the making. */
class Draft {
  readonly logprobs: JsonObject[] = [];
  readonly #contents: Record<string, Json>[] = [];
  readonly #contentOf = new Map<number, { readonly index: number; readonly content: Record<string, Json> }>();
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();
  readonly #plans = new Set<number>();
  readonly #citations: JsonObject[] = [];
  #plan = '';

  add(chunk: Chunk): void {
    switch (chunk.type) {
      case 'text':
      case 'refusal':
        return this.#text(chunk.block, 'text', chunk.text);
      case 'reasoning':
        if (chunk.signature === planMark && !this.#contentOf.has(chunk.block)) this.#plans.add(chunk.block);
        if (this.#plans.has(chunk.block)) this.#plan += chunk.text;
        else this.#text(chunk.block, 'thinking', chunk.text);
        return;
      case 'tool-call':
        this.#calls.set(chunk.block, { id: chunk.id, name: chunk.name, arguments: '' });
        return;
      case 'tool-input': {
        const call = this.#calls.get(chunk.block);
        if (call !== undefined) call.arguments += chunk.json;
        return;
      }
      case 'extra':
        this.#contents.push(chunk.value as Record<string, Json>);
        return;
      case 'source': {
        const index = chunk.block === undefined ? undefined : this.#contentOf.get(chunk.block)?.index;
        const citation = index === undefined ? looseCitation(chunk.source) : citationOf(chunk.source, index);
        this.#citations.push(citation);
        return;
      }
      case 'logprobs':
        for (const { token, logprob } of chunk.logprobs)
          this.logprobs.push({ text: token, token_ids: [], logprobs: [logprob] });
        return;
      default:
        return;
    }
  }

  message(): JsonObject {
    const calls = [...this.#calls.values()].map(({ id, ...named }) => ({
      id,
      type: 'function',
      function: named,
    }));
    return {
      role: 'assistant',
      ...(this.#contents.length === 0 ? {} : { content: this.#contents }),
      ...(this.#plan === '' ? {} : { tool_plan: this.#plan }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...(this.#citations.length === 0 ? {} : { citations: this.#citations }),
    };
  }

  #text(block: number, type: 'text' | 'thinking', text: string): void {
    if (text === '') return;
    let place = this.#contentOf.get(block);
    if (place === undefined) {
      place = { index: this.#contents.length, content: { type, [type]: '' } };
      this.#contentOf.set(block, place);
      this.#contents.push(place.content);
    }
    place.content[type] = (place.content[type] as string) + text;
  }
}
