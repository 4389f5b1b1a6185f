import { createClient, isReqLLMError, type Transport } from 'reqllm';
import { describe, expect, it } from 'vitest';
import { absence, families, hasCorpus, type Recording, recordingsOf } from './recordings.ts';

// Providers whose address says which of several APIs is meant, and where their APIs begin.
const clouds: Readonly<Record<string, { readonly id: string; readonly base: RegExp }>> = {
  azure: {
    id: 'azure',
    base: /^https:\/\/[^/]+\/(?:openai\/v1|openai\/deployments\/[^/]+|openai|models|anthropic)(?=\/)/,
  },
  google_vertex: {
    id: 'google-vertex',
    base: /^https:\/\/[^/]+\/v1(?:beta1)?\/projects\/[^/]+\/locations\/[^/]+/,
  },
};

if (!hasCorpus()) console.warn(absence);

/** The address that our provider calls for the model of a recording, given where the API was. */
async function addressOf(recording: Recording, baseUrl: string): Promise<string> {
  let called = '';
  const transport: Transport = (request) => {
    called = request.url;
    const read = (): Promise<undefined> => Promise.resolve(undefined);
    return Promise.resolve({ status: 404, headers: {}, body: { read, close: () => {} } });
  };
  const { id = '' } = clouds[recording.provider] ?? {};
  const client = createClient({ transport, keys: { [id]: 'recorded-key-of-nobody' }, env: {} });
  // Of two protocols at one address the recorder chose, not the model.
  const protocol = recording.family === 'openai_responses' ? { protocol: 'openai-responses' } : {};
  const model = { provider: id, id: recording.model ?? '', baseUrl, ...protocol };
  const run = recording.stream ? client.streamText : client.generateText;
  await run(model, 'Hello', { retry: 0 }).catch((error: unknown) => {
    if (!isReqLLMError(error) || called === '') throw error;
  });
  return called;
}

describe.skipIf(!hasCorpus())('recorded calls to clouds', () => {
  it.each(Object.keys(clouds))('went to the addresses that we call: %s', async (provider) => {
    const recordings = [...families, 'openai_responses']
      .flatMap((family) => recordingsOf(family as (typeof families)[number]))
      .filter((each) => each.provider === provider);
    const wrong: string[] = [];
    let count = 0;
    for (const recording of recordings) {
      const { url } = recording.request;
      const base = clouds[provider]?.base.exec(url ?? '')?.[0];
      if (base === undefined || url === null) continue;
      count += 1;
      const called = await addressOf(recording, base);
      if (plain(called) !== plain(url)) wrong.push(`${url} but ${called}`);
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(count).toBeGreaterThan(210);
  });
});

// Streams were recorded with the query or without it, and with Google's array where we ask for events. Versions of an
// API and the names of deployments are settings.
function plain(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + decodeURIComponent(pathname);
}
