import type { Chunk } from '../../core/chunk.ts';
import { isRecord, type Json } from '../../core/json.ts';
import { createJsonFinder } from '../../schema/find-json.ts';
import { createPartialJson, type PartialJson } from '../../schema/partial-json.ts';
import type { ObjectPlan } from './plan.ts';

/** Reads the object out of the chunks of an answer while they come. */
export interface ObjectReader {
  /** Takes one chunk in; answers with the piece of the object's own text that was in it, if any. */
  add(chunk: Chunk): string | undefined;
  /** The object so far; the same value until there is news. */
  value(): Json | undefined;
  /** Of a list, the element with this index; undefined until it is whole. */
  element(index: number): Json | undefined;
  /** Says that no more chunks come. */
  end(): void;
}

/** A reader for the answer to this plan, whether it comes as text or as the arguments of a tool. */
export function createObjectReader(plan: ObjectPlan<unknown>): ObjectReader {
  const { shape, tool, tolerant, unwrap } = plan;
  const strings = shape === 'choice' ? 'whole' : 'partial';
  // A list may come without its wrapper from models that were only asked for it in words.
  const opens = shape === 'object' || shape === 'choice' ? 'object' : 'either';
  const begun = (): PartialJson =>
    tolerant ? createJsonFinder({ strings, opens }) : createPartialJson({ strings });
  let json = begun();
  let block: number | undefined;
  let raw: Json | undefined;
  let shown: Json | undefined;

  const value = (): Json | undefined => {
    const { value: next } = json;
    if (next !== raw) {
      raw = next;
      shown = next === undefined ? undefined : unwrap(next);
    }
    return shown;
  };

  return {
    add(chunk) {
      if (chunk.type === 'recovery') {
        if (chunk.event.phase === 'retract')
          [json, block, raw, shown] = [begun(), undefined, undefined, undefined];
        return undefined;
      }
      // Until the tool is called, words are read: some models say there what they should call the tool with.
      if (chunk.type === 'text' && block === undefined) {
        json.push(chunk.text);
        return tool === undefined && chunk.text !== '' ? chunk.text : undefined;
      }
      if (chunk.type === 'tool-call' && chunk.name === tool && block === undefined) {
        block = chunk.block;
        json = createPartialJson({ strings });
      }
      if (chunk.type !== 'tool-input' || chunk.block !== block) return undefined;
      json.push(chunk.json);
      return chunk.json === '' ? undefined : chunk.json;
    },
    value,
    element(index) {
      const list = value();
      return Array.isArray(list) && index < json.wholeItems(listIn(raw)) ? (list[index] as Json) : undefined;
    },
    end: () => json.end(),
  };
}

// The list as it was read: taking nulls out may have made another one.
function listIn(raw: Json | undefined): readonly Json[] {
  const list: unknown = isRecord(raw) ? raw['items'] : raw;
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}
