import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import { deepFreeze, type Json, type JsonObject } from '../../core/json.ts';
import { modelOf } from '../../core/model.ts';
import { anthropicMessagesCodec } from './codec.ts';

const claude = modelOf({
  provider: 'anthropic',
  id: 'claude-sonnet-4-5',
  facts: { maxOutputTokens: 64_000 },
});
const callWith = (more: Partial<Call>): Call =>
  deepFreeze({
    operation: 'text',
    model: claude,
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    stream: false,
    control: {} as Call['control'],
    ...more,
  });

function encode(more: Partial<Call>) {
  const { body, headers, changes } = anthropicMessagesCodec().encode(callWith(more));
  const said = changes.map(({ code, setting }) => `${code} ${setting}`);
  return { body: body as Record<string, Json>, headers, said };
}
const messagesOf = (more: Partial<Call>): Json => encode(more).body['messages'] as Json;

describe('the conversation', () => {
  const text = (words: string) => ({ type: 'text' as const, text: words });

  it('has its system text on top, also that from the middle', () => {
    const messages: Call['messages'] = [
      { role: 'system', content: [text('a')] },
      { role: 'user', content: [text('b')] },
      { role: 'system', content: [text('c')] },
    ];
    const { body, said } = encode({ messages });
    expect(body['system']).toEqual([text('a'), text('c')]);
    expect(said).toEqual(['changed messages[2]']);
    const newer = encode({ messages, model: { ...claude, id: 'claude-opus-4-8' } });
    expect(newer.body['messages']).toEqual([
      { role: 'user', content: [text('b')] },
      { role: 'system', content: [text('c')] },
    ]);
    expect(newer.said).toEqual([]);
  });

  it('joins turns of one role, results first, and leaves empty text out', () => {
    const call = { type: 'tool-call' as const, id: 'toolu_1', name: 'f', input: { a: 1 } };
    const messages: Call['messages'] = [
      { role: 'user', content: [text('q'), text('')] },
      { role: 'assistant', content: [text(''), call, { ...call, id: 'toolu_2' }] },
      { role: 'user', content: [text('and?')] },
      {
        role: 'tool',
        content: [{ type: 'tool-result', toolCallId: 'toolu_1', content: [text('1')], isError: true }],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'toolu_2',
            content: [{ type: 'image', source: { url: 'https://x.test/a.png' } }],
          },
        ],
      },
    ];
    expect(messagesOf({ messages })).toEqual([
      { role: 'user', content: [text('q')] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
          { type: 'tool_use', id: 'toolu_2', name: 'f', input: { a: 1 } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: '1', is_error: true },
          {
            type: 'tool_result',
            tool_use_id: 'toolu_2',
            content: [{ type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } }],
          },
          text('and?'),
        ],
      },
    ]);
  });

  it('renames ids that the API does not take, the same in call and result', () => {
    const messages: Call['messages'] = [
      {
        role: 'assistant',
        content: ['a.b', 'a_b', 'srvtoolu_9'].map((id) => ({ type: 'tool-call', id, name: 'f', input: {} })),
      },
      {
        role: 'tool',
        content: ['a.b', 'a_b', 'srvtoolu_9'].map((toolCallId) => ({
          type: 'tool-result',
          toolCallId,
          content: [],
        })),
      },
    ];
    const { body, said } = encode({ messages });
    const [asked, answered] = body['messages'] as { content: JsonObject[] }[];
    expect(asked?.content.map((block) => block['id'])).toEqual(['a_b_2', 'a_b', 'toolu_9']);
    expect(answered?.content.map((block) => block['tool_use_id'])).toEqual(['a_b_2', 'a_b', 'toolu_9']);
    expect(said).toEqual(['changed messages', 'changed messages']);
  });

  it('replays thoughts, opaque parts and citations to their origin only', () => {
    const raw = { type: 'web_search_result_location', url: 'https://x.test', encrypted_index: 'e' };
    const opaque = { type: 'redacted_thinking', data: 'xyz' };
    const content: Extract<Call['messages'][number], { role: 'assistant' }>['content'] = [
      { type: 'reasoning', text: 'hm', signature: 's' },
      { type: 'extra', provider: 'anthropic', value: opaque },
      { type: 'text', text: 'yes', citations: [{ kind: 'url', raw }] },
    ];
    const from = (provider: string) => ({
      role: 'assistant' as const,
      content,
      origin: { provider, protocol: 'anthropic-messages', model: 'x' },
    });
    const asked = { role: 'user' as const, content: [text('q')] };
    expect(messagesOf({ messages: [from('anthropic'), asked] })).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          opaque,
          { type: 'text', text: 'yes', citations: [raw] },
        ],
      },
      asked,
    ]);
    const foreign = encode({ messages: [from('bedrock'), asked] });
    expect(foreign.body['messages']).toEqual([{ role: 'assistant', content: [text('yes')] }, asked]);
    expect(foreign.said).toEqual(['dropped messages[0].content[0]', 'dropped messages[0].content[1]']);
  });

  it('keeps a prefill, without white space at its end', () => {
    const messages: Call['messages'] = [
      { role: 'user', content: [text('q')] },
      { role: 'assistant', content: [text('{ ')] },
    ];
    const { body, said } = encode({ messages });
    expect(body['messages']).toMatchObject([{}, { role: 'assistant', content: [text('{')] }]);
    expect(said).toEqual(['changed messages']);
  });

  it('sends a call whose arguments were not JSON without them', () => {
    const messages: Call['messages'] = [
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: 'a', name: 'f', input: null, invalid: 'not JSON', raw: '{' }],
      },
      { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'a', content: [text('bad arguments')] }] },
    ];
    const { body, said } = encode({ messages });
    expect(body['messages']).toMatchObject([{ content: [{ type: 'tool_use', input: {} }] }, {}]);
    expect(said).toEqual(['changed messages[0].content[0]']);
  });

  it('sends images and documents from bytes, addresses and file ids', () => {
    const content: Extract<Call['messages'][number], { role: 'user' }>['content'] = [
      { type: 'image', source: { data: 'AAAA', mediaType: 'image/png' }, detail: 'low' },
      { type: 'image', source: { url: 'data:image/gif;base64,R0lG' } },
      { type: 'file', source: { data: 'JVBE', mediaType: 'application/pdf' }, filename: 'a.pdf' },
      { type: 'file', source: { data: 'w6k=', mediaType: 'text/markdown' } },
      { type: 'file', source: { fileId: 'file_1' } },
      { type: 'file', source: { data: 'AAAA', mediaType: 'audio/wav' } },
    ];
    const { body, headers, said } = encode({ messages: [{ role: 'user', content }] });
    expect(body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'R0lG' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' },
            title: 'a.pdf',
          },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
          { type: 'document', source: { type: 'file', file_id: 'file_1' } },
        ],
      },
    ]);
    expect(headers?.['anthropic-beta']).toBe('files-api-2025-04-14');
    expect(said).toEqual([
      'dropped messages[0].content[0].detail',
      'changed messages[0].content[3]',
      'dropped messages[0].content[5]',
    ]);
  });
});
