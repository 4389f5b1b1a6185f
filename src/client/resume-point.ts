import type { Call } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import type { AnyCall } from '../core/operation.ts';
import type { ContinuationHabits, ResumePoint } from '../core/recovery.ts';
import type { Codec, StreamReader } from '../protocols/protocol.ts';
import type { Provider } from '../providers/provider.ts';
import type { Runtime } from './runtime.ts';
import type { Translation } from './translate.ts';

/** The request for the rest of an answer. Throws `unsupported` where the protocol has none. */
export async function translateResume(
  call: AnyCall,
  provider: Provider,
  runtime: Runtime,
): Promise<Translation> {
  const { resume } = call.control;
  const codec: Codec<never> = await runtime.codec(provider, call);
  const request =
    resume?.isCancelled === true
      ? codec.cancel?.(resume.token)
      : resume && codec.resume?.(resume.token, { stream: call.stream });
  if (request !== undefined) return { call, codec, request };
  const message = `${provider.name} keeps no answers of ${codec.protocol} that could be read on or stopped.`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}

/** The reader of a reply: the one that read the beginning, when it is in this process. */
export function readerFor({ control }: AnyCall, codec: Codec<never>): StreamReader {
  // Only this room makes resume points, so what is in one is a reader.
  return (control.resume?.reader as StreamReader | undefined) ?? codec.open();
}

interface Reading {
  readonly call: AnyCall;
  readonly codec: Codec<never>;
  readonly reader: StreamReader;
  readonly startedAt: number;
}

/** Where the answer can be read on, as far as it has come. */
export function resumePointOf({ call, codec, reader, startedAt }: Reading): ResumePoint | undefined {
  const place = codec.resume === undefined ? undefined : reader.place?.();
  if (place === undefined) return undefined;
  const { protocol, keepsMs } = codec;
  const { provider, id: model } = call.model;
  const before = call.control.resume?.token.expiresAt;
  const expiresAt = before ?? (keepsMs === undefined ? undefined : startedAt + keepsMs);
  const end = expiresAt === undefined ? {} : { expiresAt };
  return { token: { version: 1, provider, protocol, model, ...place, ...end }, reader };
}

/** How a model takes an answer that it is to go on with, over the protocol that the call names. */
export async function continuationHabits(call: Call, runtime: Runtime): Promise<ContinuationHabits> {
  const provider = await runtime.provider(call.model.provider);
  const codec = await runtime.codec(provider, call);
  return codec.continuation?.(call) ?? { prefill: false, thoughts: false };
}
