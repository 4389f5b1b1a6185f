import type { CallBody, Chunk } from 'reqllm';
import { type Codec, type Endpoint, renderStream, type ServerCodec } from '../../src/protocols/protocol.ts';
import { canonical, coalesceBlocks } from '../../src/testing/conformance/canonical.ts';
import { readBody, readFrames, type Reading } from '../../src/testing/conformance/reading.ts';

/** Renders real replies by the server's side of the protocol and reads them again. */
export async function createRoundTrip(endpoint: Endpoint): Promise<(chunks: readonly Chunk[]) => string[]> {
  const codec = await endpoint.load();
  const server = await endpoint.loadServer();
  return (chunks) => [
    ...(isUnderWay(chunks)
      ? unfinished(() => streamed(codec, server, chunks))
      : differences('a stream', chunks, () => streamed(codec, server, chunks))),
    ...differences('a body', byKind(chunks), () => byKindOf(whole(codec, server, chunks))),
  ];
}

// A look at an answer that is still being made in the background: a body may say so, a stream that ends there is cut.
function isUnderWay(chunks: readonly Chunk[]): boolean {
  return chunks.some((chunk) => chunk.type === 'finish' && /^(queued|in_progress)$/.test(chunk.raw ?? ''));
}

function unfinished(read: () => Reading): string[] {
  const code = read().error?.code;
  return code === 'truncated' ? [] : [`rendered as a stream it is ${code ?? 'whole'} instead of truncated`];
}

const call: CallBody = {
  model: { spec: 'recorded:model', provider: 'recorded', id: 'model', facts: {} },
  messages: [],
  stream: false,
};

function streamed(codec: Codec, server: ServerCodec, chunks: readonly Chunk[]): Reading {
  return readFrames(codec, renderStream(server, chunks, { ...call, stream: true }));
}

function whole(codec: Codec, server: ServerCodec, chunks: readonly Chunk[]): Reading {
  return readBody(codec, JSON.parse(JSON.stringify(server.renderBody(chunks, call))));
}

function differences(what: string, expected: readonly Chunk[], read: () => Reading): string[] {
  try {
    const { chunks: again, error } = read();
    if (error !== undefined) return [`rendered as ${what} it is refused: ${error.message}`];
    const [before, after] = [said(expected), said(again)];
    const at = before.findIndex((text, index) => text !== after[index]);
    if (at === -1 && before.length === after.length) return [];
    const place = at === -1 ? before.length : at;
    return [
      `rendered as ${what} it says ${after[place] ?? 'nothing'} instead of ${before[place] ?? 'nothing'}`,
    ];
  } catch (error) {
    return [`rendered as ${what} it throws ${String(error)}`];
  }
}

// What every format can carry: the words, the thoughts, the calls and the finish. Opaque parts of one vendor, sources
// and signatures are for the laws, which know what each format holds.
function said(chunks: readonly Chunk[]): string[] {
  return coalesceBlocks(chunks).flatMap((chunk) => {
    switch (chunk.type) {
      case 'text':
      case 'reasoning':
      case 'refusal':
        return chunk.text === '' ? [] : [`${chunk.type}: ${chunk.text}`];
      case 'tool-call':
        return [`tool-call: ${chunk.name}`];
      case 'tool-input':
        return [`tool-input: ${canonical(asJson(chunk.json))}`];
      case 'finish':
        return [`finish: ${chunk.reason}`];
      default:
        return [];
    }
  });
}

// A body of the OpenAI kind has one place for the thoughts and one for the text, so their order is not in it.
function byKind(chunks: readonly Chunk[]): Chunk[] {
  const kinds = ['reasoning', 'text', 'refusal'];
  const rank = ({ type }: Chunk): number =>
    type === 'start' ? -1 : kinds.includes(type) ? kinds.indexOf(type) : kinds.length;
  const sorted = [...chunks].sort((left, right) => rank(left) - rank(right));
  return sorted.map((chunk) =>
    kinds.includes(chunk.type) ? ({ ...chunk, block: -1 - rank(chunk) } as Chunk) : chunk,
  );
}

function byKindOf(reading: Reading): Reading {
  return { ...reading, chunks: byKind(reading.chunks) };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
