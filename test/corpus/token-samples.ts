import { familyOf } from '../../src/middleware/tokens/estimate.ts';
import { tokenFeatures, type TokenFeatures } from '../../src/middleware/tokens/features.ts';
import type { CallBody } from '../../src/core/call.ts';
import type { Json } from '../../src/core/json.ts';
import { isRecord } from '../../src/core/json.ts';
import { endpointOf } from './hosts.ts';
import { recordedId } from '../support/recorded-providers.ts';
import { type Family, type Recording, recordingsOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

/** A recorded call, what it holds, and how many tokens its provider counted. */
export interface Sample {
  readonly id: string;
  /** The test that the recording is of. Recordings of one test are alike, also those of different models. */
  readonly scene: string;
  readonly family: string;
  readonly features: TokenFeatures;
  readonly tokens: number;
  readonly call: CallBody;
}

const families: readonly Family[] = [
  'anthropic_messages',
  'bedrock_converse',
  'cohere_chat',
  'google_generate_content',
  'openai_chat',
  'openai_responses',
];

const mostOfScene = 3;

/** All recorded calls of text alone whose input tokens are known; each kind of call once. */
export function tokenSamples(): Promise<Sample[]> {
  return samplesOf(false);
}

/** The same of calls with images. */
export function imageSamples(): Promise<Sample[]> {
  return samplesOf(true);
}

async function samplesOf(hasImages: boolean): Promise<Sample[]> {
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const perScene = new Map<string, number>();
  for (const family of families) {
    const recordings = recordingsOf(family).filter((each) => isUseful(each, hasImages));
    const replay = await createReplayer(recordings);
    for (const recording of recordings) {
      const call = await callOf(recording, family);
      if (call === undefined) continue;
      const features = tokenFeatures(call);
      if (features.images.length > 0 !== hasImages || features.uncounted.length > 0) continue;
      const { response } = await replay(recording);
      const tokens = response?.usage.inputTokens ?? 0;
      if (tokens < 1 || response?.usage.status !== 'final' || response.usage.tools !== undefined) continue;
      const key = JSON.stringify([recording.model, features, tokens]);
      if (seen.has(key)) continue;
      seen.add(key);
      const scene = recording.id.split('/').slice(0, -1).join('/');
      const count = (perScene.get(scene) ?? 0) + 1;
      perScene.set(scene, count);
      // Some conversations were recorded at each of a hundred turns: they would be most of what is learned.
      if (count > mostOfScene) continue;
      samples.push({
        id: recording.id,
        scene: sceneOf(scene),
        family: familyOf(call.model),
        features,
        tokens,
        call,
      });
    }
  }
  return samples;
}

function isUseful(recording: Recording, hasImages: boolean): boolean {
  const { request, response, tags } = recording;
  const isCut = tags.some(
    (tag) =>
      /cut|file|pdf|audio|video|web-search|grounding/.test(tag) || (!hasImages && tag.includes('image')),
  );
  return response.status === 200 && !isCut && request.url !== null && jsonOf(request.body) !== undefined;
}

async function callOf(recording: Recording, family: Family): Promise<CallBody | undefined> {
  try {
    const server = await (await endpointOf(family, recording.provider)).loadServer();
    const path = new URL(recording.request.url ?? '').pathname;
    const headers = { 'anthropic-version': '2023-06-01' };
    const call = server.parse({ path, headers, body: jsonOf(recording.request.body) as Json });
    // What providers run or keep themselves is not in the request.
    if (
      /previous_response_id|MASSIVE_TEXT|"conversation"/.test(JSON.stringify(jsonOf(recording.request.body)))
    )
      return undefined;
    const model = {
      ...call.model,
      provider: recordedId(recording.provider),
      id: recording.model ?? call.model.id,
    };
    const choice = (jsonOf(recording.request.body) as Record<string, unknown>)['tool_choice'];
    // Some recorders named the tool in the words of another format, upon which xAI counts no tool; we never do.
    if (call.toolChoice === undefined && isRecord(choice)) return undefined;
    return { ...call, model };
  } catch {
    return undefined;
  }
}

function jsonOf(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  if (body['json'] !== undefined) return body['json'];
  try {
    return typeof body['text'] === 'string' ? (JSON.parse(body['text']) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

/** The name of a recorded test without its vendor and model. */
function sceneOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}

/** Whether a sample is kept apart for measuring: a fifth of the recorded tests, with all models they were recorded of. */
export function isHeldOut({ scene }: Sample): boolean {
  return partOf(scene) === 0;
}

/** Which of five parts a recorded test belongs to. */
export function partOf(scene: string): number {
  let hash = 7;
  for (let at = 0; at < scene.length; at += 1) hash = (hash * 31 + scene.charCodeAt(at)) % 1_000_003;
  return hash % 5;
}
