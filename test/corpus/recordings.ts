import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export const families = [
  'anthropic_messages',
  'bedrock_converse',
  'bedrock_invoke_anthropic',
  'bedrock_invoke_openai_chat',
  'bedrock_invoke_other',
  'cohere_chat',
  'google_generate_content',
  'google_interactions',
  'ollama_chat',
  'openai_chat',
  'openai_responses',
  'openai_responses_ws',
] as const;

export type Family = (typeof families)[number];

/** A recorded exchange, as far as we use it. The format is described beside the recordings, in FORMAT.md. */
export interface Recording {
  readonly id: string;
  readonly provider: string;
  readonly family: string;
  readonly model: string | null;
  readonly stream: boolean;
  readonly tags: readonly string[];
  readonly source: {
    readonly fidelity: string;
    readonly notes: readonly string[];
    /** The file of the recorder, whose exchanges are one session. */
    readonly path?: string;
    readonly blob?: string;
    /** The place in the session. */
    readonly index?: number;
  };
  readonly request: { readonly url: string | null; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: { readonly json?: unknown; readonly text?: string; readonly b64?: string } | null;
    readonly chunks?: readonly (string | { readonly b64: string })[];
  };
}

/** Why a recording is not replayed. */
export const excluded = "transformed by its recorder: not the provider's own bytes";

const folder = new URL('../../../shared/corpus/', import.meta.url);

/** Said when there is nothing to replay. */
export const absence = 'The recorded exchanges are not here (../shared/corpus); nothing was replayed.';

export function hasCorpus(): boolean {
  return existsSync(folder);
}

/** All recordings of a family, in the order of their ids. */
export function recordingsOf(family: Family): Recording[] {
  const all: Recording[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.jsonl.gz')) continue;
    const text = gunzipSync(readFileSync(new URL(name, folder))).toString('utf8');
    for (const line of text.split('\n')) {
      // Parsing every line of every family would take most of the time.
      if (!line.includes(`"family":"${family}"`) && !line.includes(`"family": "${family}"`)) continue;
      const recording = JSON.parse(line) as Recording;
      if (recording.family === family) all.push(...turnsOf(recording));
    }
  }
  return all.sort((left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0));
}

interface Frame {
  readonly dir: 'client' | 'server';
  readonly json: unknown;
}

/** A recording of a WebSocket holds one exchange for each message of the client's, whose answer is lines of JSON. */
function turnsOf(
  recording: Recording & { readonly ws?: { readonly frames: readonly Frame[] } },
): Recording[] {
  const { ws } = recording;
  if (ws === undefined) return [recording];
  const starts = ws.frames.flatMap(({ dir }, index) => (dir === 'client' ? [index] : []));
  return starts.map((start, turn) => {
    const answer = ws.frames.slice(start + 1, starts[turn + 1]);
    const text = answer.map(({ json }) => `${JSON.stringify(json)}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    return {
      ...recording,
      id: `${recording.id}#${turn + 1}`,
      stream: true,
      request: { url: null, body: { json: ws.frames[start]?.json } },
      response: { status: 200, headers, body: { text } },
    };
  });
}

/** The body in the pieces in which it was recorded. */
export function piecesOf({ response }: Recording): Uint8Array[] {
  if (response.chunks !== undefined)
    return response.chunks.map((chunk) => (typeof chunk === 'string' ? utf8(chunk) : base64(chunk.b64)));
  const { body } = response;
  if (body === null || body === undefined) return [];
  if (body.text !== undefined) return [utf8(body.text)];
  if (body.b64 !== undefined) return [base64(body.b64)];
  return [utf8(JSON.stringify(body.json))];
}

/** The whole body as text. */
export function textOf(recording: Recording): string {
  return new TextDecoder().decode(Buffer.concat(piecesOf(recording)));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function base64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
