import {
  createClient,
  isReqLLMError,
  type Json,
  type AssistantMessage,
  type ModelObject,
  type Transport,
  type Warning,
} from 'reqllm';
import { piecesOf, type Recording, textOf } from '../recordings.ts';
import type { Asked } from './asked.ts';
import type { Host } from './hosts.ts';

/** What our client sends for a request, or why it sends nothing. */
export interface Sent {
  readonly body?: Json;
  /** The path of the address. */
  readonly path?: string;
  /** Absent when there is no response to carry them. */
  readonly warnings?: readonly Warning[];
  readonly refusal?: string;
  /** What the recorded reply says, as our codec reads it. */
  readonly answer?: AssistantMessage;
}

/** Makes the call through the public client; a spy at its transport keeps the body and answers with the recorded reply. */
export async function send(
  recording: Recording,
  asked: Asked,
  { provider, protocol, baseUrl }: Host,
): Promise<Sent> {
  let body: Json | undefined;
  let path = '';
  const transport: Transport = (request) => {
    body = JSON.parse(String(request.body)) as Json;
    path = pathOf(request.url);
    const pieces = piecesOf(recording)[Symbol.iterator]();
    const read = (): Promise<Uint8Array | undefined> => Promise.resolve(pieces.next().value);
    const headers = headersOf(recording);
    return Promise.resolve({ status: 200, headers, body: { read, close: () => {} } });
  };
  const client = createClient({
    transport,
    keys: { [provider.id]: 'nobody' },
    providers: [provider],
    env: {},
  });
  const address = baseUrl === undefined ? {} : { baseUrl };
  const model: ModelObject = { provider: provider.id, id: modelOf(recording), protocol, ...address };
  const options = { ...asked.options, retry: 0, timeout: 0 };
  try {
    const response = recording.stream
      ? await (await client.streamText(model, asked.input, options)).response()
      : await client.generateText(model, asked.input, options);
    const { warnings, message: answer } = response;
    return { ...(body === undefined ? {} : { body, path }), warnings, answer };
  } catch (error) {
    // A recorded reply that is an error came after the request.
    if (body !== undefined) return { body, path };
    if (isReqLLMError(error)) return { refusal: `${error.code}: ${error.message}` };
    throw error;
  }
}

/** The id of the model: a deployment in the address, else as the body says, else as the recorder noted it. */
export function modelOf({ model, request }: Recording): string {
  const deployment = /\/deployments\/([^/]+)\//.exec(request.url ?? '')?.[1];
  if (deployment !== undefined) return deployment;
  const body = (request.body as { json?: { model?: unknown } } | null)?.json;
  return typeof body?.model === 'string' ? body.model : (model ?? 'recorded-model');
}

function headersOf(recording: Recording): Readonly<Record<string, string>> {
  const isJson = /^\s*[[{]/.test(textOf(recording));
  return { ...recording.response.headers, 'content-type': isJson ? 'application/json' : 'text/event-stream' };
}

/** The path of an address, without the ways to spell it. */
export function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
