import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isRecord } from '../../src/core/json.ts';

/** A recorded exchange of another operation than text. */
export interface RecordedOperation {
  readonly id: string;
  readonly family: string;
  /** By the id that this package has for it. */
  readonly provider: string;
  readonly model: string;
  readonly url: string;
  readonly method: string;
  /** The request's body, where it was JSON. */
  readonly asked?: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent, as far as it was recorded. */
  readonly request: Recording['request'];
  /** The body, as one of these three. */
  readonly json?: unknown;
  readonly text?: string;
  readonly bytes?: Uint8Array;
}

const folder = new URL('../../../shared/corpus/', import.meta.url);
const families = new Set(
  'embeddings google_embed bedrock_invoke_embed bedrock_invoke_rerank cohere_embed rerank images speech transcription ollama_embed vertex_predict moderations ocr video google_video'.split(
    ' ',
  ),
);

// Transcription at these hosts is a format of their own that this package does not speak: an upload, a job, a result. So is
// the speech of xAI.
const unspoken = new Set(['assemblyai', 'gladia', 'xai/speech']);

const ids: Readonly<Record<string, string>> = {
  amazon_bedrock: 'amazon-bedrock',
  google_vertex: 'google-vertex',
};

/** All of them that are in formats that this package speaks; none where the recordings are not beside this checkout. */
export function recordedOperations(): RecordedOperation[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl.gz'));
  return files.flatMap((name) => {
    const lines = gunzipSync(readFileSync(new URL(name, folder)))
      .toString('utf8')
      .split('\n');
    return lines.filter((line) => line !== '').flatMap((line) => recordingOf(JSON.parse(line) as Recording));
  });
}

interface Recording {
  readonly id: string;
  readonly family: string;
  readonly provider: string;
  readonly model: string | null;
  readonly source: { readonly fidelity: string };
  readonly request: {
    readonly url: string | null;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body?: unknown;
  };
}

function recordingOf(recording: Recording): RecordedOperation[] {
  const { id, family, provider, model, source, request, response } = recording;
  const isOther = unspoken.has(provider) || unspoken.has(`${provider}/${family}`);
  // A `transformed` body is not what the provider sent.
  if (!families.has(family) || isOther || source.fidelity === 'transformed') return [];
  const body = isRecord(response.body) ? response.body : {};
  const text = typeof body['text'] === 'string' ? body['text'] : undefined;
  const json = body['json'] ?? parsed(text);
  const base64 = body['b64'];
  const content =
    typeof base64 === 'string'
      ? { bytes: new Uint8Array(Buffer.from(base64, 'base64')) }
      : json === undefined
        ? { text: text ?? '' }
        : { json };
  const { status, headers } = response;
  const named = { provider: ids[provider] ?? provider, model: model ?? 'unknown', url: request.url ?? '' };
  const asked = isRecord(request.body) ? { asked: request.body['json'] } : {};
  const { method } = request;
  return [{ id, family, ...named, method, ...asked, status, headers, request, ...content }];
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
