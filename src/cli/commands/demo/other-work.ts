import { cosineSimilarity, type Client } from '../../../index.ts';

/** What models do beside talking: the call, and what came of it in a word; empty for nothing. */
export interface OtherWork {
  readonly call: string;
  readonly model: string;
  readonly run: (client: Client, model: string) => Promise<string>;
}

const wave = { data: 'UklGRiQAAABXQVZF', mediaType: 'audio/wav' };

/** One of each. */
export const otherWork: readonly OtherWork[] = [
  {
    call: 'embed',
    model: 'openai:text-embedding-3-small',
    run: async (client, model) => {
      const { embeddings } = await client.embed(model, ['a red apple', 'a green pear']);
      const [one = [], two = []] = embeddings;
      return `${embeddings.length} vectors, similarity ${cosineSimilarity(one, two).toFixed(2)}`;
    },
  },
  {
    call: 'rerank',
    model: 'cohere:rerank-v3.5',
    run: async (client, model) => {
      const documents = ['Berlin is a city', 'Paris is the capital of France'];
      const { ranking } = await client.rerank(model, { query: 'capital of France', documents });
      return ranking[0]?.document ?? '';
    },
  },
  {
    call: 'generateImage',
    model: 'openai:gpt-image-1',
    run: async (client, model) =>
      (await client.generateImage(model, 'A lighthouse at dusk')).images.map(describe).join(),
  },
  {
    call: 'generateVideo',
    model: 'xai:grok-imagine-video',
    run: async (client, model) => {
      const { videos, usage } = await client.generateVideo(model, 'A wave', {
        durationSeconds: 4,
        poll: { everyMs: 50 },
      });
      return videos.length === 0 ? '' : `${videos.length} video of ${usage.units?.videoSeconds} seconds`;
    },
  },
  {
    call: 'speak',
    model: 'elevenlabs:eleven_multilingual_v2',
    run: async (client, model) => describe((await client.speak(model, 'Good morning.')).audio),
  },
  {
    call: 'transcribe',
    model: 'deepgram:nova-3',
    run: async (client, model) => (await client.transcribe(model, wave)).text,
  },
  {
    call: 'moderate',
    model: 'openai:omni-moderation-latest',
    run: async (client, model) => {
      const [judged] = (await client.moderate(model, 'Good morning.')).results;
      return judged === undefined ? '' : judged.flagged ? 'flagged' : 'nothing to object to';
    },
  },
];

function describe(media: { readonly mediaType?: string } & ({ readonly data: string } | object)): string {
  const bytes = 'data' in media ? Math.floor((String(media.data).length * 3) / 4) : 0;
  return `${media.mediaType ?? 'media'}, about ${bytes} bytes`;
}
