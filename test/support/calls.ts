import { defaultRetry, defaultTimeout } from '../../src/client/options.ts';
import type { Call, CallControl, Reply } from '../../src/core/call.ts';
import type { Chunk } from '../../src/core/chunk.ts';
import { ChunkStream } from '../../src/core/chunk-stream.ts';
import { modelOf } from '../../src/core/model.ts';
import type { AnyCall } from '../../src/core/operation.ts';

/** A call for tests of single layers. */
export function callOf(control: Partial<CallControl> = {}, body: Partial<Omit<Call, 'control'>> = {}): Call {
  return {
    operation: 'text',
    model: modelOf({ provider: 'openai', id: 'test-model' }),
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    stream: true,
    ...body,
    control: {
      startedAt: Date.now(),
      timeout: defaultTimeout(true),
      retry: defaultRetry,
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
      ...control,
    },
  };
}

/** A reply that is there already. */
export function replyOf(call: AnyCall, chunks: readonly Chunk[] | ChunkStream): Reply {
  const stream = chunks instanceof ChunkStream ? chunks : ChunkStream.of(chunks);
  return { chunks: stream, model: call.model, attempts: [], startedAt: call.control.startedAt };
}
