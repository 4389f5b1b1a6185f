import { wireToolIds } from '../../core/tool-ids.ts';
import { factFor } from './dialect.ts';
import type { Encoding } from './encoding.ts';

/** How the tool calls of a conversation are called on the wire: as before, where the model takes the id. */
export function wireIds(encoding: Encoding): (id: string) => string {
  const { call, dialect } = encoding;
  const taken = new RegExp(factFor(dialect.toolCallIds, call.model.id) ?? '');
  return wireToolIds(call.messages, {
    takes: (id) => taken.test(id),
    nameFor,
    renamed(from, to) {
      const why = 'A tool call has an id that Bedrock does not take; it was renamed there and in its result.';
      encoding.changed('messages', why, { from, to });
    },
  });
}

// 56 of the 64 characters, so that a number still fits.
function nameFor(id: string, attempt: number): string {
  const clean = id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 56) || 'tooluse';
  return attempt === 0 ? clean : `${clean}_${attempt + 1}`;
}
