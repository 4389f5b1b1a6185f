import { isSameJson } from '../../core/json.ts';
import type { AssistantMessage, AssistantPart, ToolCallPart } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';

/** A turn whose calls each have an id of their own. */
export interface UniqueTurn {
  readonly message: AssistantMessage;
  readonly calls: readonly ToolCallPart[];
  readonly warnings: readonly Warning[];
}

/**
 * Hosts repeat calls, and some give all calls of a turn one id. A copy of a call is taken out, so that it runs once and
 * is answered once; another call with a used id gets a free one, so that both are answered.
 */
export function uniqueCalls(message: AssistantMessage): UniqueTurn {
  const calls = new Map<string, ToolCallPart>();
  const warnings: Warning[] = [];
  const content = message.content.flatMap((part): AssistantPart[] => {
    if (part.type !== 'tool-call') return [part];
    if (isCopy(part, calls)) {
      warnings.push(oddity(`The model sent the call ${part.id} of ${part.name} twice; it counts once.`));
      return [];
    }
    const id = freeId(part.id, calls);
    if (id !== part.id)
      warnings.push(oddity(`Two different calls have the id ${part.id}; one of them is ${id} from here on.`));
    const call = id === part.id ? part : { ...part, id };
    calls.set(id, call);
    return [call];
  });
  if (warnings.length === 0) return { message, calls: [...calls.values()], warnings };
  return { message: { ...message, content }, calls: [...calls.values()], warnings };
}

function isCopy(part: ToolCallPart, calls: ReadonlyMap<string, ToolCallPart>): boolean {
  const first = calls.get(part.id);
  return (
    first !== undefined &&
    first.name === part.name &&
    first.raw === part.raw &&
    isSameJson(first.input, part.input)
  );
}

function freeId(wanted: string, calls: ReadonlyMap<string, ToolCallPart>): string {
  const stem = wanted === '' ? 'call' : wanted;
  let id = stem;
  for (let number = 2; calls.has(id); number += 1) id = `${stem}_${number}`;
  return id;
}

function oddity(message: string): Warning {
  return { code: 'reply', message };
}
