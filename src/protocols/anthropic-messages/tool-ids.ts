import { wireToolIds } from '../../core/tool-ids.ts';
import type { Encoding } from './encoding.ts';

// "String should match pattern '^[a-zA-Z0-9_-]+$'". Calls named srvtoolu_ count as the provider's own, and their
// results are then refused (recorded, HTTP 400).
const taken = /^(?!srvtoolu_)[a-zA-Z0-9_-]+$/;

/** How the tool calls of a conversation are called on the wire: as before, where the API takes the id. */
export function wireIds(encoding: Encoding): (id: string) => string {
  return wireToolIds(encoding.call.messages, {
    takes: (id) => taken.test(id),
    nameFor,
    renamed(from, to) {
      encoding.changed(
        'messages',
        'A tool call has an id that the API does not take; it was renamed there and in its result.',
        { from, to },
      );
    },
  });
}

function nameFor(id: string, attempt: number): string {
  const clean = id.replace(/^srvtoolu_/, 'toolu_').replace(/[^a-zA-Z0-9_-]/g, '_') || 'toolu_0';
  return attempt === 0 ? clean : `${clean}_${attempt + 1}`;
}
