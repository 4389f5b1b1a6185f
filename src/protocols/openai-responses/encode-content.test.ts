import { describe, expect, it } from 'vitest';
import type { CallBody } from '../../core/call.ts';
import type { Message } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import type { WireRequest } from '../protocol.ts';
import { openaiResponsesCodec } from './codec.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

function encode(messages: CallBody['messages'], dialect: Partial<OpenaiResponsesDialect> = {}): WireRequest {
  return openaiResponsesCodec(dialect).encode({
    operation: 'text',
    control: {
      startedAt: 0,
      timeout: { connectMs: 0, headersMs: 0, firstChunkMs: 0, idleMs: 0, totalMs: 0 },
      retry: { max: 0, baseMs: 0, maxMs: 0, jitter: 0, maxRetryAfterMs: 0 },
      onUnsupported: 'warn',
      quirks: 'apply',
      headers: {},
      include: [],
    },
    model: modelOf({ provider: 'openai', id: 'gpt-5' }),
    messages,
    stream: false,
  });
}

describe('content', () => {
  const image = { type: 'image' as const, source: { data: 'AQID', mediaType: 'image/png' } };

  it('carries images and files, and leaves out sound', () => {
    const request = encode([
      {
        role: 'user',
        name: 'Ann',
        content: [
          { type: 'text', text: 'See\ud800' },
          { ...image, detail: 'low' },
          { type: 'file', source: { data: 'AQID', mediaType: 'application/pdf' } },
          { type: 'file', source: { url: 'https://a.example/b.pdf' } },
          { type: 'file', source: { data: 'AQID', mediaType: 'audio/wav' } },
        ],
      },
    ]);
    expect(request.body).toMatchObject({
      input: [
        {
          content: [
            { type: 'input_text', text: 'See\ufffd' },
            { type: 'input_image', image_url: 'data:image/png;base64,AQID', detail: 'low' },
            { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,AQID' },
            { type: 'input_file', file_url: 'https://a.example/b.pdf' },
          ],
        },
      ],
    });
    expect(request.changes.map(({ code, setting }) => `${code} ${setting}`)).toEqual([
      'dropped messages[0].name',
      'added messages[0].content[2].filename',
      'dropped messages[0].content[4]',
    ]);
  });

  it('moves images of tool results where the host takes only text', () => {
    const messages: Message[] = [
      { role: 'assistant', content: [{ type: 'tool-call', id: 'c1', name: 'see', input: {} }] },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', content: [image] }] },
    ];
    const wire = { type: 'input_image', image_url: 'data:image/png;base64,AQID' };
    expect(encode(messages).body).toMatchObject({ input: [{}, { output: [wire] }] });
    expect(encode(messages, { toolResultParts: false }).body).toMatchObject({
      input: [
        {},
        { output: 'The result is in the next user message.' },
        { role: 'user', content: [{ type: 'input_text' }, wire] },
      ],
    });
  });
});
