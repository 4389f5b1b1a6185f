import type { Codec } from '../protocol.ts';
import { encodeCommand } from './command-encode.ts';
import { CommandReader, readCommandBody } from './command-read.ts';
import { type CohereCommandDialect, cohereCommandDefaults } from './command-wire.ts';
import { failureOfReply } from './failure.ts';

/** Cohere's own format of Command R: one message with its history in, text and tool calls out. */
export function cohereCommandCodec(partial: Partial<CohereCommandDialect> = {}): Codec {
  const dialect = { ...cohereCommandDefaults, ...partial };
  return {
    protocol: 'cohere-command',
    framing: 'json-lines',
    encode: (call) => encodeCommand(call, dialect),
    decode: readCommandBody,
    open: () => new CommandReader(),
    fail: failureOfReply,
  };
}
