import { type Attempt, attemptOf } from '../core/attempt.ts';
import type { Reply } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { Model } from '../core/model.ts';
import type { AnyCall } from '../core/operation.ts';
import { unknownUsage, type Usage } from '../core/usage.ts';
import type { Warning } from '../core/warning.ts';
import type { Declined } from './declined.ts';

/** What became of the models that were asked for one call. */
export interface ChainWalk {
  /** All that was asked so far, without an answer. */
  readonly attempts: readonly Attempt[];
  failed(model: Model, error: ReqLLMError, startedAt: number): void;
  /** A model that was not asked, and why. */
  skipped(error: ReqLLMError): undefined;
  /** Reads a reply that is a refusal to its end, for what it used. */
  declined(reply: Reply, reason: Declined): Promise<void>;
  /** The reply with all tries before it, and a warning when it is another model's. */
  answered(reply: Reply, warnings: readonly Warning[]): Reply;
  /** Whether a model is known to take no longer a conversation than one that it was too long for. */
  isTooSmall(model: Model): boolean;
  /** The error of the whole chain. */
  failure(): ReqLLMError;
}

export function createWalk(call: AnyCall, now: () => number): ChainWalk {
  const attempts: Attempt[] = [];
  const errors: ReqLLMError[] = [];
  // The largest window that was too small; unknown ones count as nothing.
  let tooSmall: number | undefined;
  return {
    attempts,
    failed(model, error, startedAt) {
      errors.push(error);
      const tries = error.attempts;
      const isOwn = tries.length > 0;
      attempts.push(...(isOwn ? tries : [attemptOf(model.spec, startedAt, now() - startedAt, error)]));
      if (error.code === 'context-overflow')
        tooSmall = Math.max(tooSmall ?? 0, model.facts.contextTokens ?? 0);
    },
    skipped(error) {
      errors.push(error);
      return undefined;
    },
    async declined(reply, reason) {
      const { spec } = reply.model;
      errors.push(refused(reply, reason));
      const usage = await usedBy(reply);
      const message = errors.at(-1)?.message ?? '';
      const ms = now() - reply.startedAt;
      const made = { model: spec, startedAt: reply.startedAt, ms, outcome: 'error', usage } as const;
      attempts.push(...reply.attempts, { ...made, error: { code: reason, message } });
    },
    answered(reply, warnings) {
      const isOther = reply.model.spec !== call.model.spec;
      if (attempts.length === 0 && !isOther) return reply;
      const said = isOther ? [passedOn(call, reply, errors[0]), ...warnings] : warnings;
      return {
        ...reply,
        attempts: [...attempts, ...reply.attempts],
        warnings: [...(reply.warnings ?? []), ...said],
      };
    },
    isTooSmall({ facts }) {
      return tooSmall !== undefined && (facts.contextTokens ?? 0) <= tooSmall;
    },
    failure() {
      // A model that could not even be asked (no key) says nothing about why the chain failed.
      const asked = errors.filter(({ phase }) => phase !== 'config');
      const told = asked.at(-1) ?? errors[0];
      return (told ?? nobody(call)).with({ attempts });
    },
  };
}

async function usedBy({ chunks }: Reply): Promise<Usage> {
  let usage = unknownUsage;
  chunks.tap({
    chunk: (chunk) => {
      if (chunk.type === 'usage') ({ usage } = chunk);
    },
  });
  try {
    while ((await chunks.batch()) !== undefined);
  } catch {
    // It was a refusal already; that it broke off changes nothing.
  }
  return usage;
}

function refused({ model }: Reply, code: Declined): ReqLLMError {
  const what = code === 'refusal' ? 'declined to answer' : 'was stopped by a content filter';
  const facts = { code, phase: 'stream', model: model.spec, provider: model.provider } as const;
  return new ReqLLMError(`${model.spec} ${what}.`, facts);
}

function passedOn({ model }: AnyCall, reply: Reply, error: ReqLLMError | undefined): Warning {
  const why = error === undefined ? 'failed a moment ago and rests' : `could not answer (${error.code})`;
  const message = `${model.spec} ${why}; ${reply.model.spec} answered instead.`;
  return { code: 'changed', message, setting: 'model', from: model.spec, to: reply.model.spec };
}

function nobody({ model }: AnyCall): ReqLLMError {
  const message = `${model.spec} could not be asked, and nothing else fits the call.`;
  return new ReqLLMError(message, { code: 'config', phase: 'config', model: model.spec });
}
