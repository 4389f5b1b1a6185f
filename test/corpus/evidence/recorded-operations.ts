import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { models } from 'reqllm/models';
import type { RecordedQuestion } from '../../../src/testing/scenarios/scenario.ts';
import { recordedId } from '../../support/recorded-providers.ts';
import { questionIn } from './question-in.ts';
import { whyUnusable } from './unusable-operation.ts';

/** A recorded exchange of another operation than text, as far as evidence needs it. FORMAT.md is beside the recordings. */
export interface OperationRecording {
  readonly id: string;
  readonly source: {
    readonly set: string;
    readonly fidelity: string;
    readonly capturedAt: string | null;
  };
  readonly provider: string;
  readonly family: string;
  readonly model: string | null;
  readonly stream: boolean;
  readonly scenario: string | null;
  readonly request: { readonly url: string | null; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: { readonly json?: unknown; readonly text?: string; readonly b64?: string } | null;
  };
}

/** The exchange that shows what a scenario asks of a model. */
export interface OperationTake {
  /** `provider:model`, by our ids. */
  readonly spec: string;
  readonly provider: string;
  readonly model: string;
  readonly scenario: string;
  readonly recording: OperationRecording;
  /** What was asked, which is another question than the scenario's. */
  readonly asked: RecordedQuestion;
}

const folder = new URL('../../../../shared/corpus/', import.meta.url);

// The formats of each operation. Uploads with a job and a result (AssemblyAI, Gladia), and the speech and transcription of
// Deepgram, ElevenLabs and xAI, are formats of their own that this package does not speak.
const families: readonly string[] = [
  'embeddings',
  'google_embed',
  'bedrock_invoke_embed',
  'cohere_embed',
  'ollama_embed',
  'rerank',
  'bedrock_invoke_rerank',
  'images',
  'speech',
  'transcription',
  'vertex_predict',
  'google_generate_content',
];
const unspoken: readonly string[] = [
  'assemblyai',
  'gladia',
  'deepgram',
  'elevenlabs',
  'xai/speech',
  'xai/transcription',
];

/** The exchange for each model and scenario, sorted; empty where the recordings are not. */
export function operationTakes(): OperationTake[] {
  const best = new Map<string, OperationTake>();
  for (const recording of recordings())
    for (const { scenario, asked } of questionIn(recording)) {
      const provider = recordedId(recording.provider);
      // On Azure a name that no model has is that of somebody's deployment.
      if (provider === 'azure' && !models.has(`azure:${recording.model}`)) continue;
      const model = (recording.model ?? '').replace(/^models\//, '');
      const take = { spec: `${provider}:${model}`, provider, model, scenario, recording, asked };
      const key = `${take.spec}\n${scenario}`;
      const known = best.get(key);
      if (known === undefined || rankOf(take) > rankOf(known)) best.set(key, take);
    }
  return [...best].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, take]) => take);
}

/** The day of a recording, as YYYY-MM-DD; undefined where the recorder kept none. */
export function dayOf({ source }: OperationRecording): string | undefined {
  const time = Date.parse(source.capturedAt ?? '');
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

// An answer says more than a refusal, the scenario's own question more than another, and a new one more than an old one.
function rankOf({ recording, scenario }: OperationTake): string {
  const isAnswer = recording.response.status < 400 && whyUnusable(recording) === undefined;
  const isOwn = recording.scenario === scenario;
  return [Number(isAnswer), Number(isOwn), dayOf(recording) ?? '', recording.id].join(' ');
}

function recordings(): OperationRecording[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  return names.flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, folder)))
      .toString('utf8')
      .split('\n')
      // Parsing all conversations would take most of the time.
      .filter((line) => families.some((family) => line.slice(0, 4_000).includes(`"${family}"`)))
      .map((line) => JSON.parse(line) as OperationRecording)
      .filter(isUsable),
  );
}

function isUsable({ family, provider, model, stream, source, response }: OperationRecording): boolean {
  const isSpoken = !unspoken.includes(provider) && !unspoken.includes(`${provider}/${family}`);
  if (!families.includes(family) || !isSpoken || model === null || stream) return false;
  // A `transformed` body is not what the provider sent; refusals that others recorded are tests of mistakes.
  return source.fidelity !== 'transformed' && (response.status < 400 || source.set === 'reqllm');
}
