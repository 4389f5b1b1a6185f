import type { KnowledgeDesk } from '../catalog/door.ts';
import type { ModelKnowledge } from '../catalog/knowledge.ts';
import { isReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';
import type { Warning } from '../core/warning.ts';

/** What a client has learned of models from its catalogue. */
export interface ModelMemory {
  /** Without a promise where nothing has to be waited for. Throws `config` for a model that is denied. */
  knowledge(model: Model): ModelKnowledge | undefined | Promise<ModelKnowledge | undefined>;
  /** Why nothing is known of models, told once; undefined when the catalogue could be read, or it was told. */
  trouble(): Warning | undefined;
}

/** Makes the memory; the catalogue is opened at the first question. */
export function createModelMemory(openDesk: () => Promise<KnowledgeDesk>): ModelMemory {
  const asked = new Map<string, ModelKnowledge | undefined>();
  let atHand: KnowledgeDesk | undefined;
  let revision = 0;
  let trouble: Warning | undefined;
  let isTold = false;
  const lookUp = async (provider: string, id: string, spec: string): Promise<ModelKnowledge | undefined> => {
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
      return undefined;
    }
  };
  return {
    knowledge({ provider, id }) {
      const spec = `${provider}:${id}`;
      // Each wait is a good part of what a call costs here.
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

function unreadable(error: unknown): Warning {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The model catalogue cannot be read, so prices and sizes are unknown: ${why.slice(0, 300)}`;
  return { code: 'advice', message, setting: 'models' };
}
