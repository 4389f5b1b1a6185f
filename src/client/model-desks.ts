import { type KnowledgeDesk, loadQuirks, type QuirkEngine } from '../catalog/door.ts';
import type { ModelKnowledge } from '../catalog/knowledge.ts';
import { isReqLLMError } from '../core/error.ts';
import type { Warning } from '../core/warning.ts';
import type { Learning } from './learning.ts';
import type { Runtime } from './runtime.ts';

type Known = ModelKnowledge | undefined;

/** How long a catalogue that could not be read is left alone. */
const patienceMs = 60_000;

/** What a client's catalogue knows of models, each looked up once. */
export function knowledgeMemory(
  openDesk: () => Promise<KnowledgeDesk>,
): Pick<Runtime, 'knowledge' | 'trouble'> {
  const asked = new Map<string, Known>();
  let atHand: KnowledgeDesk | undefined;
  let revision = 0;
  let trouble: Warning | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let isTold = false;
  const lookUp = async (provider: string, id: string, spec: string): Promise<Known> => {
    // Looking for files that are not there costs more than the rest of a call.
    if (Date.now() - triedAt < patienceMs) return undefined;
    try {
      atHand = await openDesk();
      // Ids may come from strangers; the memory of them must not grow without end.
      if (asked.size >= 1_024 || atHand.revision() !== revision) asked.clear();
      revision = atHand.revision();
      if (asked.has(spec)) return asked.get(spec);
      const found = await atHand.of(provider, id);
      asked.set(spec, found);
      return found;
    } catch (error) {
      // A call can be made without prices and sizes: files that cannot be read leave them unknown.
      if (isReqLLMError(error)) throw error;
      trouble ??= unreadable(error);
      triedAt = Date.now();
      return undefined;
    }
  };
  return {
    knowledge({ provider, id }) {
      const spec = `${provider}:${id}`;
      // Without a promise where nothing has to be waited for: each wait is a good part of what a call costs here.
      if (atHand !== undefined && atHand.revision() === revision && asked.has(spec)) return asked.get(spec);
      return lookUp(provider, id, spec);
    },
    trouble() {
      if (isTold || trouble === undefined) return undefined;
      isTold = true;
      return trouble;
    },
  };
}

/** The rules of each provider once they were loaded, with what was learned about it. */
export function rulesMemory(learning: Learning | undefined): Runtime['quirks'] {
  const engines = new Map<string, QuirkEngine>();
  return (provider) => {
    const ready = engines.get(provider);
    if (ready !== undefined) return learning?.over(provider, ready) ?? ready;
    return loadQuirks(provider).then((engine) => {
      engines.set(provider, engine);
      return learning?.over(provider, engine) ?? engine;
    });
  };
}

function unreadable(error: unknown): Warning {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The model catalogue cannot be read, so prices and sizes are unknown: ${why.slice(0, 300)}`;
  return { code: 'advice', message, setting: 'models' };
}
