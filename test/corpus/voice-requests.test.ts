// The recorded requests of Deepgram, asked for by our own options: what is sent is what was recorded, but for what is listed.
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import type { HttpRequest } from '../../src/http/transport.ts';
import { absence } from './recordings.ts';
import { type RecordedOperation, recordedOperations } from './operation-recordings.ts';

const recorded = recordedOperations().filter(
  ({ provider, request }) => provider === 'deepgram' && request.url !== null,
);

// Without a language all is taken for English; our promise is that the model listens for it.
const added: Readonly<Record<string, string>> = { detect_language: 'true' };

test.skipIf(recorded.length === 0)('Deepgram is asked as in the recordings', async () => {
  const families = recorded.map(({ family }) => family).sort();
  expect(families).toEqual([...Array(2).fill('speech'), ...Array(5).fill('transcription')]);
  for (const exchange of recorded) {
    const theirs = new URL(exchange.url);
    const [sent] = await sentFor(exchange, theirs.searchParams);
    if (sent === undefined) throw new Error('nothing was sent');
    const ours = new URL(sent.url);
    expect(ours.origin + ours.pathname, exchange.id).toBe(theirs.origin + theirs.pathname);
    const isListening = exchange.family === 'transcription' && !theirs.searchParams.has('language');
    expect(Object.fromEntries(ours.searchParams), exchange.id).toEqual({
      ...Object.fromEntries(theirs.searchParams),
      ...(isListening ? added : {}),
    });
    expect(sent.headers['content-type']).toBe(exchange.request.headers['content-type']);
    expect(sent.headers['authorization']).toBe('Token test-key');
    expect(bodyOf(sent), exchange.id).toEqual(exchange.request.body);
  }
});

test('says plainly when there are no recordings', () => {
  if (recorded.length === 0) process.stderr.write(`${absence}\n`);
  expect([0, 7]).toContain(recorded.length);
});

async function sentFor(exchange: RecordedOperation, asked: URLSearchParams): Promise<HttpRequest[]> {
  const sent: HttpRequest[] = [];
  const client = createClient({
    keys: { deepgram: 'test-key' },
    transport: (request) => {
      sent.push(request);
      return Promise.resolve({ status: 400, headers: {}, body: { read: async () => undefined, close() {} } });
    },
  });
  const model = `deepgram:${asked.get('model')}`;
  const body = (exchange.request.body ?? {}) as { readonly json?: unknown; readonly b64?: string };
  if (exchange.family === 'speech') {
    const { text } = body.json as { text: string };
    const mediaType = asked.get('encoding') === 'mp3' ? 'audio/mpeg' : 'audio/wav';
    await client.speak(model, text, { mediaType }).catch(() => undefined);
    return sent;
  }
  const audio = { data: body.b64 ?? '', mediaType: 'audio/wav' };
  const language = asked.get('language');
  const timestamps = asked.get('utterances') === 'true' ? 'segment' : 'none';
  await client
    .transcribe(model, audio, { timestamps, ...(language === null ? {} : { language }) })
    .catch(() => undefined);
  return sent;
}

function bodyOf({ body }: HttpRequest): unknown {
  return typeof body === 'string'
    ? { json: JSON.parse(body) as unknown }
    : { b64: Buffer.from(body ?? []).toString('base64') };
}
