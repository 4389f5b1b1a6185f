import { fromBase64 } from '../../core/base64.ts';
import type { Emit } from '../../core/chunk.ts';
import { unknownUsage } from '../../core/usage.ts';
import { asSaid } from '../loose.ts';
import { failureInBody } from '../operation-failure.ts';
import { replyOf, unreadable } from '../operation-reply.ts';
import type { OpenaiSpeechDialect } from './dialect.ts';
import type { WireSpeech } from './wire.ts';

/** A sound inside JSON as chunks; the others come as bytes. */
export function readBody(body: unknown, emit: Emit, { mediaType }: OpenaiSpeechDialect): void {
  const reply = replyOf(body);
  const failure = failureInBody(reply);
  if (failure !== undefined) throw failure;
  const base64 = asSaid((reply as WireSpeech).audio_data);
  const data = base64 === undefined ? undefined : fromBase64(base64);
  if (data === undefined) throw unreadable('it holds no sound');
  emit({ type: 'start' });
  emit({ type: 'media', block: 0, mediaType: typeOf(data) ?? mediaType, data });
  emit({ type: 'usage', usage: unknownUsage });
  emit({ type: 'finish', reason: 'stop' });
}

// The first bytes of a file tell what it is.
function typeOf(data: Uint8Array): string | undefined {
  const head = String.fromCharCode(...data.subarray(0, 4));
  if (head === 'RIFF') return 'audio/wav';
  if (head === 'fLaC') return 'audio/flac';
  if (head === 'OggS') return 'audio/ogg';
  return head.startsWith('ID3') ? 'audio/mpeg' : undefined;
}
