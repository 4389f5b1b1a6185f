import { isSameJson } from '../../core/json.ts';
import type { AssistantMessage, AssistantPart, Message, ToolCallPart } from '../../core/message.ts';
import type { Warning } from '../../core/warning.ts';

/** A turn whose calls each have an id of their own. */
export interface UniqueTurn {
  readonly message: AssistantMessage;
  readonly calls: readonly ToolCallPart[];
  readonly warnings: readonly Warning[];
}

/**
 * Hosts repeat calls, and some give all calls of a turn one id, or the same ids in every turn. A copy of a call is taken
 * out, so that it runs once and is answered once; another call with a used id gets a free one, as providers refuse
 * conversations where two calls share theirs.
 */
export function uniqueCalls(message: AssistantMessage, earlier: readonly Message[]): UniqueTurn {
  const used = new Set(earlier.flatMap(callIds));
  const calls = new Map<string, ToolCallPart>();
  const sent: ToolCallPart[] = [];
  const warnings: Warning[] = [];
  const content = message.content.flatMap((part): AssistantPart[] => {
    if (part.type !== 'tool-call') return [part];
    if (sent.some((other) => isCopy(part, other))) {
      warnings.push(oddity(`The model sent the call ${part.id} of ${part.name} twice; it counts once.`));
      return [];
    }
    sent.push(part);
    const id = freeId(part.id, used);
    if (id !== part.id)
      warnings.push(oddity(`Two calls have the id ${part.id}; the later one is ${id} from here on.`));
    const call = id === part.id ? part : { ...part, id };
    calls.set(id, call);
    used.add(id);
    return [call];
  });
  if (warnings.length === 0) return { message, calls: [...calls.values()], warnings };
  return { message: { ...message, content }, calls: [...calls.values()], warnings };
}

function isCopy(part: ToolCallPart, other: ToolCallPart): boolean {
  return (
    other.id === part.id &&
    other.name === part.name &&
    other.raw === part.raw &&
    isSameJson(other.input, part.input)
  );
}

function callIds({ content }: Message): string[] {
  return content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
}

function freeId(wanted: string, used: ReadonlySet<string>): string {
  const stem = wanted === '' ? 'call' : wanted;
  let id = stem;
  for (let number = 2; used.has(id); number += 1) id = `${stem}_${number}`;
  return id;
}

function oddity(message: string): Warning {
  return { code: 'reply', message };
}
