import type { ModelKnowledge } from '../catalog/knowledge.ts';
import type { Call } from '../core/call.ts';
import type { TextOptions } from './options.ts';

// Thinking models say nothing for minutes on hard questions, and not all of them send their thoughts.
const thinkingMs = 300_000;

/**
 * The call with five minutes to the first chunk and between chunks, where the catalogue says that the model thinks; limits
 * that the caller named stay.
 */
export function patient(
  call: Call,
  knowledge: ModelKnowledge | undefined,
  said: readonly TextOptions['timeout'][],
): Call {
  if (!call.stream || knowledge === undefined || !thinks(knowledge)) return call;
  const named = (limit: 'firstChunkMs' | 'idleMs'): boolean =>
    said.some((each) => typeof each === 'object' && each[limit] !== undefined);
  const { timeout } = call.control;
  const longer = {
    ...timeout,
    ...(named('firstChunkMs') ? {} : { firstChunkMs: thinkingMs }),
    ...(named('idleMs') ? {} : { idleMs: thinkingMs }),
  };
  return Object.freeze({ ...call, control: Object.freeze({ ...call.control, timeout: longer }) });
}

// What a model can do is worked out when it is read, so it is read once.
const known = new WeakMap<ModelKnowledge, boolean>();

function thinks(knowledge: ModelKnowledge): boolean {
  let answer = known.get(knowledge);
  if (answer === undefined) {
    answer = knowledge.capabilities.reasoning.supported === true;
    known.set(knowledge, answer);
  }
  return answer;
}
