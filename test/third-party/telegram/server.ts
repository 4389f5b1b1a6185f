import { type Chunk, type Json, type JsonObject, type Message, ReqLLMError } from 'reqllm';
import { isRecord, modelOf, type ServerCodec, type StreamWriter } from 'reqllm/protocol';

export const telegramServer: ServerCodec = {
  protocol: 'telegram',
  framing: 'json-lines',
  matches: (method, path) => method === 'POST' && path.endsWith('/send'),
  parse({ body }) {
    if (!isRecord(body) || typeof body['to'] !== 'string' || !Array.isArray(body['lines'])) {
      throw new ReqLLMError('A telegram needs `to` and `lines`.', {
        code: 'invalid-request',
        phase: 'headers',
        status: 400,
      });
    }
    const { to, lines, stream, words } = body;
    return {
      model: modelOf({ provider: 'telegram', id: to }),
      messages: lines.map(messageOf),
      stream: stream === true,
      ...(typeof words === 'number' ? { maxTokens: words } : {}),
    };
  },
  openWriter: () => writer(),
  renderBody(chunks) {
    const telegram: Json[] = [];
    const write = writer();
    const keep = ({ data }: { readonly data: string }): void => void telegram.push(JSON.parse(data) as Json);
    for (const chunk of chunks) write.write(chunk, keep);
    write.end(keep);
    return { telegram };
  },
  renderError: (error) => ({ status: error.status ?? 500, body: { trouble: error.message } }),
  renderErrorEvent: (error) => ({ data: JSON.stringify({ trouble: error.message }) }),
};

const names: Readonly<Record<string, string>> = { stop: 'STOP', length: 'FULL' };

function writer(): StreamWriter {
  return {
    write(chunk, send) {
      const frame = frameOf(chunk);
      if (frame !== undefined) send({ data: JSON.stringify(frame) });
    },
    end: () => {},
  };
}

function frameOf(chunk: Chunk): JsonObject | undefined {
  switch (chunk.type) {
    case 'start':
      return chunk.id === undefined ? undefined : { id: chunk.id };
    case 'text':
      return { word: chunk.text };
    case 'usage':
      return { counted: { in: chunk.usage.inputTokens, out: chunk.usage.outputTokens } };
    case 'finish':
      return { end: chunk.raw ?? names[chunk.reason] ?? 'OTHER' };
    default:
      return undefined;
  }
}

function messageOf(line: unknown): Message {
  const { from, text } = isRecord(line) ? line : {};
  const role = from === 'system' || from === 'assistant' ? from : 'user';
  return { role, content: [{ type: 'text', text: String(text) }] };
}
