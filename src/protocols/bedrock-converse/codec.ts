import { awsFailure } from '../../wire/aws-exception.ts';
import type { Codec } from '../protocol.ts';
import { continuationHabits } from './continuation.ts';
import { tokenCounter } from './count.ts';
import { type BedrockConverseDialect, bedrockConverseDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';
import { objectAbilities } from './objects.ts';
import { ConverseReader, readBody } from './read.ts';

/** The client's side of Converse. */
export function bedrockConverseCodec(partial: Partial<BedrockConverseDialect> = {}): Codec {
  const dialect = bedrockConverseDialect(partial);
  return {
    protocol: 'bedrock-converse',
    framing: 'aws-event-stream',
    encode: (call) => encodeCall(call, dialect),
    decode: (body, emit) => readBody(body, emit, dialect),
    open: () => new ConverseReader(dialect),
    fail: awsFailure,
    counter: tokenCounter,
    continuation: (call) => continuationHabits(dialect, call),
    objects: (model) => objectAbilities(dialect, model),
  };
}
