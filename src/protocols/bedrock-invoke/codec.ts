import { wordsAlone } from '../object-abilities.ts';
import type { Codec } from '../protocol.ts';
import { tokenCounter } from './count.ts';
import type { BedrockInvokeDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { failureOfReply } from './failure.ts';
import { InvokeReader } from './read.ts';

/** The client's side of InvokeModel around another protocol's. */
export function bedrockInvokeCodec(inner: Codec, dialect: BedrockInvokeDialect): Codec {
  return {
    protocol: dialect.protocol,
    framing: 'aws-event-stream',
    encode: (call) => encodeCall(call, inner, dialect),
    decode: (body, emit) => inner.decode(body, emit),
    open: () => new InvokeReader(inner.open(), dialect),
    fail: failureOfReply,
    counter: tokenCounter,
    objects: (model) => inner.objects?.(model) ?? wordsAlone,
  };
}
