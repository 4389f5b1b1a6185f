import type { Chunk } from '../src/core/chunk.ts';
import { modelOf } from '../src/core/model.ts';
import { usage } from '../src/core/usage.ts';
import type { CallBody } from '../src/core/call.ts';
import { anthropicMessages } from '../src/protocols/anthropic-messages/endpoint.ts';
import { googleGenerate } from '../src/protocols/google-generate/endpoint.ts';
import { openaiChat } from '../src/protocols/openai-chat/endpoint.ts';
import { type Endpoint, renderStream } from '../src/protocols/protocol.ts';
import { createFrameEncoder } from '../src/wire/framing.ts';

export const endpoints: readonly Endpoint[] = [openaiChat(), anthropicMessages(), googleGenerate()];

const call: CallBody = {
  model: modelOf({ provider: 'bench', id: 'bench-model' }),
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Go' }] }],
  stream: true,
};

/** A stream of so many text deltas, as the network would bring it: in reads of about this many bytes. */
export async function streamOf(endpoint: Endpoint, deltas: number, readBytes: number): Promise<Uint8Array[]> {
  const server = await endpoint.loadServer();
  const encoder = createFrameEncoder(server.framing);
  const text = renderStream(server, chunksOf(deltas), call)
    .map((event) => encoder.encode(event))
    .join('');
  const bytes = new TextEncoder().encode(text + encoder.end());
  const reads: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += readBytes) reads.push(bytes.slice(at, at + readBytes));
  return reads;
}

function chunksOf(deltas: number): Chunk[] {
  const texts = Array.from({ length: deltas }, (_, index): Chunk => ({
    type: 'text',
    block: 0,
    text: ` word${index % 97}`,
  }));
  return [
    { type: 'start', id: 'bench-1', model: 'bench-model' },
    ...texts,
    { type: 'usage', usage: usage({ inputTokens: 1, outputTokens: deltas }) },
    { type: 'finish', reason: 'stop' },
  ];
}

type Delta = (json: never) => string | undefined;

/** What a bare client would read from one event of each protocol. */
export const bareReaders: Readonly<Record<string, Delta>> = {
  'openai-chat': (json: { choices?: { delta?: { content?: string } }[] }) =>
    json.choices?.[0]?.delta?.content,
  'anthropic-messages': (json: { delta?: { text?: string } }) => json.delta?.text,
  'google-generate': (json: { candidates?: { content?: { parts?: { text?: string }[] } }[] }) =>
    json.candidates?.[0]?.content?.parts?.[0]?.text,
};

/** The floor: cut at blank lines, JSON.parse, concatenate. */
export function bareClient(protocol: string): { push(bytes: Uint8Array): void; text(): string } {
  const decoder = new TextDecoder();
  const read = bareReaders[protocol] as Delta;
  let rest = '';
  let text = '';
  return {
    push(bytes) {
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: ') || line === 'data: [DONE]') continue;
        text += read(JSON.parse(line.slice(6)) as never) ?? '';
      }
    },
    text: () => text,
  };
}
