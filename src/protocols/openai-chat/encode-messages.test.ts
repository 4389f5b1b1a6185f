import { describe, expect, it } from 'vitest';
import type { Call } from '../../core/call.ts';
import { deepFreeze, type JsonObject } from '../../core/json.ts';
import type { AssistantPart, Message, ToolResultPart, UserPart } from '../../core/message.ts';
import { modelOf } from '../../core/model.ts';
import { openaiChatDialect, type OpenaiChatDialect } from './dialect.ts';
import { encodeCall } from './encode.ts';

type Dialect = Partial<OpenaiChatDialect>;

function encoded(messages: Message[], dialect: Dialect = {}): { turns: JsonObject[]; changes: string[] } {
  const call = {
    operation: 'text',
    model: modelOf({ provider: 'openai', id: 'm' }),
    messages,
    stream: false,
  };
  const request = encodeCall(openaiChatDialect(dialect), deepFreeze(call) as unknown as Call);
  const { messages: turns } = request.body as { messages: JsonObject[] };
  return { turns, changes: request.changes.map(({ code, setting }) => `${code} ${setting}`) };
}

const text = (words: string): { type: 'text'; text: string } => ({ type: 'text', text: words });
const user = (...content: UserPart[]): Message => ({ role: 'user', content });
const system = (words: string): Message => ({ role: 'system', content: [text(words)] });
const here = { provider: 'openai', protocol: 'openai-chat', model: 'm' };
const there = { provider: 'google', protocol: 'google-generate', model: 'g' };
const assistant = (content: AssistantPart[], origin = here): Message => ({
  role: 'assistant',
  content,
  origin,
});
const call = (id: string): AssistantPart => ({ type: 'tool-call', id, name: 'f', input: { x: 1 } });
const result = (toolCallId: string, ...content: ToolResultPart['content']): ToolResultPart => ({
  type: 'tool-result',
  toolCallId,
  content,
});

describe('user turns', () => {
  it('carry text, pictures, speech and files', () => {
    const { turns, changes } = encoded([
      user(
        {
          ...text('See'),
          providerOptions: { openai: { cache_control: { type: 'ephemeral' } }, other: { x: 1 } },
        },
        { type: 'image', source: { url: 'https://i' }, detail: 'low' },
        { type: 'image', source: { data: 'AA==', mediaType: 'image/png' } },
        { type: 'file', source: { data: 'AA==', mediaType: 'audio/mpeg' } },
        { type: 'file', source: { data: 'AA==', mediaType: 'application/pdf' }, filename: 'a.pdf' },
        { type: 'file', source: { fileId: 'file-1' } },
      ),
    ]);
    expect(turns).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'See', cache_control: { type: 'ephemeral' } },
          { type: 'image_url', image_url: { url: 'https://i', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
          { type: 'file', file: { file_id: 'file-1' } },
        ],
      },
    ]);
    expect(changes).toEqual([]);
  });

  it('say what they cannot carry', () => {
    const { turns, changes } = encoded([
      user(
        text('a'),
        { type: 'image', source: { fileId: 'x' } },
        { type: 'file', source: { url: 'https://v', mediaType: 'video/mp4' } },
        { type: 'file', source: { url: 'https://d', mediaType: 'application/pdf' } },
        { type: 'file', source: { url: 'https://s', mediaType: 'audio/wav' } },
        { type: 'file', source: { data: 'AA==', mediaType: 'application/pdf' } },
        { type: 'file', source: { data: 'aMOk', mediaType: 'text/plain' }, filename: 'n.txt' },
      ),
    ]);
    expect(turns[0]?.['content']).toEqual([
      text('a'),
      { type: 'file', file: { filename: 'document.pdf', file_data: 'data:application/pdf;base64,AA==' } },
      text('n.txt:\nhä'),
    ]);
    const at = [1, 2, 3, 4].map((index) => `dropped messages[0].content[${index}]`);
    expect(changes).toEqual([...at, 'added messages[0].content[5]', 'changed messages[0].content[6]']);
  });

  it.each<[Dialect, UserPart, object]>([
    [
      { fileParts: 'file-or-url' },
      { type: 'file', source: { url: 'https://d' }, filename: 'd' },
      { type: 'file', file: { filename: 'd', file_data: 'https://d' } },
    ],
    [
      { fileParts: 'document_url' },
      { type: 'file', source: { url: 'https://d' } },
      { type: 'document_url', document_url: 'https://d' },
    ],
    [
      { fileParts: 'file_url' },
      { type: 'file', source: { data: 'AA==', mediaType: 'application/pdf' } },
      { type: 'file_url', file_url: { url: 'AA==' } },
    ],
    [
      { videoParts: true },
      { type: 'file', source: { url: 'https://v', mediaType: 'video/mp4' } },
      { type: 'video_url', video_url: { url: 'https://v' } },
    ],
    [
      { audioParts: 'data-url' },
      { type: 'file', source: { data: 'AA==', mediaType: 'audio/wav' } },
      { type: 'input_audio', input_audio: { data: 'data:audio/wav;base64,AA==', format: 'wav' } },
    ],
  ])('take the form of the host: %j', (dialect, part, wire) => {
    expect(encoded([user(part)], dialect)).toEqual({
      turns: [{ role: 'user', content: [wire] }],
      changes: [],
    });
  });
});

describe('assistant turns', () => {
  it('send text as a string, and null beside calls', () => {
    expect(
      encoded([assistant([text('a'), text('b')]), assistant([call('c1')]), assistant([])]).turns,
    ).toEqual([
      { role: 'assistant', content: 'ab' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
      },
      { role: 'assistant', content: '' },
    ]);
    expect(encoded([assistant([call('c1')])], { emptyContent: 'empty-string' }).turns[0]?.['content']).toBe(
      '',
    );
    expect(encoded([assistant([call('c1')])], { emptyContent: 'omit' }).turns[0]).not.toHaveProperty(
      'content',
    );
    expect(encoded([assistant([{ type: 'refusal', text: 'No.' }])]).turns).toEqual([
      { role: 'assistant', content: null, refusal: 'No.' },
    ]);
  });

  const details = {
    type: 'extra' as const,
    provider: 'openai',
    value: { reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] },
  };
  const said: AssistantPart[] = [{ type: 'reasoning', text: 'hm', signature: 's' }, text('yes'), details];

  it.each<[OpenaiChatDialect['replayReasoning'], object]>([
    ['none', { content: 'yes' }],
    ['reasoning_content', { content: 'yes', reasoning_content: 'hm' }],
    ['reasoning_content-always', { content: 'yes', reasoning_content: 'hm' }],
    ['reasoning', { content: 'yes', reasoning: 'hm' }],
    ['reasoning_details', { content: 'yes', reasoning_details: [{ type: 'reasoning.text', text: 'hm' }] }],
    [
      'thinking-parts',
      { content: [{ type: 'thinking', thinking: [text('hm')], signature: 's' }, text('yes')] },
    ],
    ['think-tags', { content: '<think>hm</think>\n\nyes' }],
  ])('send their own thoughts back as %s', (replayReasoning, members) => {
    expect(encoded([assistant(said)], { replayReasoning })).toEqual({
      turns: [{ role: 'assistant', ...members }],
      changes: [],
    });
  });

  it('leave out what is valid elsewhere only, and say so', () => {
    const signed: AssistantPart = { ...(call('c1') as object), signature: 'sig' } as AssistantPart;
    const { turns, changes } = encoded([assistant([...said, signed], there)], {
      replayReasoning: 'reasoning_details',
    });
    expect(turns).toEqual([
      {
        role: 'assistant',
        content: 'yes',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
      },
    ]);
    expect(changes).toEqual(['dropped messages[0]']);
    expect(encoded([assistant([signed])]).turns[0]).toMatchObject({
      tool_calls: [{ extra_content: { google: { thought_signature: 'sig' } } }],
    });
  });

  it('say an empty thought where the host demands one', () => {
    expect(
      encoded([assistant([text('a')], there)], { replayReasoning: 'reasoning_content-always' }).turns,
    ).toEqual([{ role: 'assistant', content: 'a', reasoning_content: '' }]);
  });

  it('refer to their own speech, and leave other media out', () => {
    const speech: AssistantPart = { type: 'file', source: { data: 'AA==', mediaType: 'audio/wav' } };
    const spoken = assistant([
      text('Hello'),
      speech,
      { type: 'extra', provider: 'openai', value: { audio: { id: 'a1' } } },
    ]);
    expect(encoded([spoken])).toEqual({
      turns: [{ role: 'assistant', content: 'Hello', audio: { id: 'a1' } }],
      changes: [],
    });
    expect(encoded([assistant([speech])]).changes).toEqual(['dropped messages[0]']);
  });

  it('send a call that was not valid as it was', () => {
    const broken: AssistantPart = {
      type: 'tool-call',
      id: 'c1',
      name: 'f',
      input: null,
      invalid: 'not valid JSON',
      raw: '{"x":',
    };
    const { turns, changes } = encoded([assistant([broken])]);
    expect(turns[0]).toMatchObject({ tool_calls: [{ function: { arguments: '{"x":' } }] });
    expect(changes).toEqual(['changed messages[0]']);
  });
});

describe('tool results', () => {
  it('are a message each', () => {
    const messages: Message[] = [
      assistant([call('c1'), call('c2')]),
      { role: 'tool', content: [result('c1', text('a'), text('b')), result('c2')] },
    ];
    expect(encoded(messages, { toolResultName: true }).turns.slice(1)).toEqual([
      { role: 'tool', tool_call_id: 'c1', name: 'f', content: 'a\nb' },
      { role: 'tool', tool_call_id: 'c2', name: 'f', content: '' },
    ]);
  });

  it('hand their pictures to a user message after the last result', () => {
    const image = { type: 'image' as const, source: { url: 'https://i' } };
    const messages: Message[] = [
      assistant([call('c1'), call('c2')]),
      { role: 'tool', content: [result('c1', image)] },
      { role: 'tool', content: [result('c2', text('b'))] },
      user(text('So?')),
    ];
    const { turns, changes } = encoded(messages);
    expect(turns.map(({ role }) => role)).toEqual(['assistant', 'tool', 'tool', 'user', 'user']);
    expect(turns[1]?.['content']).toBe('The result is in the next user message.');
    expect(turns[3]?.['content']).toEqual([
      text('From the result of tool call c1:'),
      { type: 'image_url', image_url: { url: 'https://i' } },
    ]);
    expect(changes).toEqual(['changed messages[1]']);
    expect(encoded(messages, { toolResultImages: 'parts' }).turns[1]?.['content']).toEqual([
      { type: 'image_url', image_url: { url: 'https://i' } },
    ]);
  });

  it('follow their calls when an id must change', () => {
    const id = 'functions.f:0';
    const messages: Message[] = [
      assistant([call(id), call('fine')], there),
      { role: 'tool', content: [result(id, text('a')), result('fine', text('b'))] },
    ];
    const { turns, changes } = encoded(messages, { toolCallIds: { pattern: '^[A-Za-z0-9]{4}$', length: 4 } });
    const [first, second] = (turns[0]?.['tool_calls'] ?? []) as { id: string }[];
    expect(first?.id).toMatch(/^[A-Za-z0-9]{4}$/);
    expect(second?.id).toBe('fine');
    expect(turns.slice(1).map((turn) => turn['tool_call_id'])).toEqual([first?.id, 'fine']);
    expect(changes).toEqual(['changed messages']);
    const own = encoded([assistant([call(id)]), { role: 'tool', content: [result(id, text('a'))] }]);
    expect(own.turns[1]).toMatchObject({ tool_call_id: id });
    expect(own.changes).toEqual([]);
  });
});

describe('order', () => {
  it('keeps several system messages, or makes one of them', () => {
    const messages = [system('a'), user(text('Hi')), system('b')];
    expect(encoded(messages, { systemRole: 'developer' }).turns.map(({ role }) => role)).toEqual([
      'developer',
      'user',
      'developer',
    ]);
    expect(encoded(messages, { systemMessages: 'one' })).toEqual({
      turns: [
        { role: 'system', content: 'a\n\nb' },
        { role: 'user', content: 'Hi' },
      ],
      changes: ['changed messages'],
    });
    expect(encoded([system('a'), user(text('Hi'))], { systemMessages: 'one' }).changes).toEqual([]);
  });

  it('joins neighbours of one role where roles must alternate', () => {
    const image: UserPart = { type: 'image', source: { url: 'https://i' } };
    const messages = [
      user(text('a')),
      user(text('b')),
      user(image),
      assistant([text('c')]),
      assistant([text('d')]),
    ];
    expect(encoded(messages, { alternateRoles: true })).toEqual({
      turns: [
        { role: 'user', content: [text('a\n\nb'), { type: 'image_url', image_url: { url: 'https://i' } }] },
        { role: 'assistant', content: 'c\n\nd' },
      ],
      changes: ['changed messages'],
    });
    expect(encoded(messages).turns).toHaveLength(5);
    const refusing = [
      assistant([{ type: 'refusal', text: 'no' }]),
      assistant([{ type: 'refusal', text: 'No.' }]),
    ];
    expect(encoded(refusing, { alternateRoles: true }).turns).toMatchObject([{ refusal: 'no\n\nNo.' }]);
  });

  it('sends names where they are taken', () => {
    const named: Message = { role: 'user', content: [text('a')], name: 'ann' };
    expect(encoded([named]).turns).toEqual([{ role: 'user', content: 'a', name: 'ann' }]);
    expect(encoded([named], { names: false })).toEqual({
      turns: [{ role: 'user', content: 'a' }],
      changes: ['dropped messages[0].name'],
    });
  });
});
