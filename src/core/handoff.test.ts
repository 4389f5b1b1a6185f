import { describe, expect, it } from 'vitest';
import { append, assistant, context, toolResult, user } from './context.ts';
import { handoff, type HandoffTarget } from './handoff.ts';
import { deepFreeze } from './json.ts';
import type { AssistantMessage, AssistantPart, Message, Origin, ToolCallPart } from './message.ts';
import { isPlain } from './plain-conversation.ts';

const claude: Origin = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-opus-4-1' };
const gpt: HandoffTarget = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5' };
const by = (content: readonly AssistantPart[], origin: Origin = claude): AssistantMessage => ({
  role: 'assistant',
  content,
  origin,
});
const call = (id: string, name = 'f'): AssistantPart => ({ type: 'tool-call', id, name, input: {} });
const text = (words: string): { type: 'text'; text: string } => ({ type: 'text', text: words });
const result = (id: string, words = id): Message => toolResult({ id, name: 'f' }, words);
const callsIn = (messages: readonly Message[]): ToolCallPart[] =>
  messages.flatMap(({ content }) =>
    [...content].filter((part): part is ToolCallPart => part.type === 'tool-call'),
  );
const to = (messages: readonly Message[], target: HandoffTarget = gpt, options = {}) => {
  const { context: after, changes } = handoff(deepFreeze(context(...messages)), target, options);
  return {
    messages: after.messages,
    said: changes.map(({ code, setting }) => `${code} ${setting}`),
    changes,
  };
};

describe('a conversation that goes on elsewhere', () => {
  const thought: AssistantPart = { type: 'reasoning', text: 'hm', signature: 'sig' };
  const turn = by([
    thought,
    { ...text('yes'), signature: 'other' },
    { type: 'extra', provider: 'anthropic', value: { type: 'redacted_thinking', data: 'x' } },
    { ...(call('toolu_1') as object), signature: '{}' } as AssistantPart,
  ]);
  const history = [user('q'), turn, result('toolu_1')];

  it('loses what is valid only where it was made, and says of which turn', () => {
    const { messages, changes } = to(history);
    expect(messages[1]?.content).toEqual([text('yes'), call('toolu_1')]);
    expect(changes).toEqual([
      {
        code: 'dropped',
        setting: 'messages[1]',
        message:
          'The reasoning, signatures and opaque parts of a turn by anthropic were left out, as they are valid only there.',
      },
    ]);
  });

  it('comes back to its origin as it was', () => {
    const conversation = context(...history);
    const { context: same, changes } = handoff(conversation, claude);
    expect(same).toBe(conversation);
    expect(changes).toEqual([]);
    const longer = append(conversation, by([thought], { ...gpt }), user('and?'));
    expect(handoff(longer, claude).context.messages.slice(0, 3)).toEqual(history);
  });

  it('tells thoughts in words when asked', () => {
    const { messages, said } = to(history, gpt, { reasoning: 'text' });
    expect(messages[1]?.content[0]).toEqual(text('<earlier-reasoning>\nhm\n</earlier-reasoning>\n\n'));
    expect(said).toEqual(['dropped messages[1]', 'changed messages[1]']);
  });

  it('loses turns of which nothing is left, but never all', () => {
    const { messages, said } = to([user('q'), by([thought]), user('go on')]);
    expect(messages).toEqual([user('q'), user('go on')]);
    expect(said).toEqual(['dropped messages[1]', 'dropped messages[1]']);
    expect(to([{ role: 'user', content: [] }]).messages).toHaveLength(1);
  });

  it('tells where each message was, and names what the caller knows', () => {
    const given = [user('q'), by([thought, call('a')]), by([thought]), user('go on')];
    const { from, changes } = handoff(context(...given), gpt);
    expect(from).toEqual([0, 1, 1, 3]);
    expect(changes.find(({ code }) => code === 'added')?.setting).toBe('messages[1].content[1]');
  });

  it('gets ids that the format takes, in calls and results', () => {
    const odd = [user('q'), by([call('a:1'), call('a.1')]), result('a:1'), result('a.1')];
    const { messages, said } = to(odd);
    const [first, second] = callsIn(messages);
    expect([first?.id, second?.id]).toEqual([
      expect.stringMatching(/^\w{24}$/),
      expect.stringMatching(/^\w{24}$/),
    ]);
    expect(first?.id).not.toBe(second?.id);
    const answered = messages.flatMap((message) =>
      message.role === 'tool' ? message.content.map(({ toolCallId }) => toolCallId) : [],
    );
    expect(answered).toEqual([first?.id, second?.id]);
    expect(said).toEqual(['changed messages', 'changed messages']);
    expect(to(odd).messages).toEqual(messages);
    expect(to(odd, gpt, { ids: false }).messages).toEqual(odd);
    const short = { pattern: '^[A-Za-z0-9]{9}$', length: 9 };
    const mistral = to(odd, { provider: 'mistral', protocol: 'openai-chat', model: 'm', toolCallIds: short });
    expect(callsIn(mistral.messages)[0]?.id).toMatch(/^[A-Za-z0-9]{9}$/);
  });

  it('shows a line of text for media that the model does not take', () => {
    const image: Message = user([{ type: 'image', source: { url: 'https://x.test/a.png' } }]);
    const { messages, said } = to([image], { ...gpt, input: ['text'] });
    expect(messages[0]?.content).toEqual([text('(There was an image here, which this model cannot take.)')]);
    expect(said).toEqual(['dropped messages[0]']);
    expect(to([image], { ...gpt, input: ['text', 'image'] }).messages).toEqual([image]);
  });
});

describe('tool calls', () => {
  const own = (...ids: string[]): AssistantMessage => assistant(ids.map((id) => call(id)));
  const idsIn = (messages: readonly Message[]): unknown[] =>
    messages.map((message) => {
      if (message.role === 'tool')
        return message.content.map(
          ({ toolCallId, isError }) => `${toolCallId}${isError === true ? '!' : ''}`,
        );
      return message.role === 'assistant'
        ? message.content.map((part) => (part.type === 'tool-call' ? part.id : part.type)).join()
        : message.role;
    });

  it.each<[string, Message[], unknown[], string[]]>([
    ['answered one by one stay', [own('a', 'b'), result('a'), result('b')], ['a,b', ['a'], ['b']], []],
    [
      'without a result get one',
      [own('a', 'b'), result('b'), user('and?')],
      ['a,b', ['a!', 'b'], 'user'],
      ['added messages[0].content[0]'],
    ],
    ['at the end get one', [own('a')], ['a', ['a!']], ['added messages[0].content[0]']],
    [
      'get their result from further down',
      [own('a'), user('wait'), own('b'), result('b'), result('a')],
      ['a', ['a'], 'user', 'b', ['b']],
      ['changed messages[4].content[0]'],
    ],
    [
      'get their result from before',
      [result('a'), own('a')],
      ['a', ['a']],
      ['changed messages[0].content[0]'],
    ],
    [
      'get results in their order',
      [own('a', 'b'), result('b'), result('a')],
      ['a,b', ['a', 'b']],
      ['changed messages[0].content[0]'],
    ],
    [
      'that are not there leave no result',
      [user('q'), result('x'), own('a'), result('a')],
      ['user', 'a', ['a']],
      ['dropped messages[1].content[0]'],
    ],
    [
      'take one result only',
      [own('a'), result('a'), result('a', 'again')],
      ['a', ['a']],
      ['dropped messages[2].content[0]'],
    ],
    [
      'that share an id get their own',
      [own('call_0'), result('call_0'), user('q'), own('call_0'), result('call_0')],
      ['call_0', ['call_0'], 'user', 'call_0_2', ['call_0_2']],
      ['changed messages[3].content[0]'],
    ],
    [
      'of nine characters keep nine',
      [own('abcdefghi', 'abcdefghi'), result('abcdefghi'), result('abcdefghi')],
      ['abcdefghi,abcdefgh2', ['abcdefghi', 'abcdefgh2']],
      ['changed messages[0].content[1]'],
    ],
  ])('%s', (_name, messages, expected, changes) => {
    const { messages: after, said } = to(messages);
    expect(idsIn(after)).toEqual(expected);
    expect(said).toEqual(changes);
    expect(to(after).said).toEqual([]);
  });

  it('stay as they are where the format takes them so', () => {
    const gemini = { provider: 'google', protocol: 'google-generate', model: 'gemini-2.5-flash' };
    const open = [user('q'), own('a', 'b'), user('never mind'), own('a'), result('a')];
    expect(to(open, gemini)).toMatchObject({ messages: open, said: [] });
    expect(to(open.slice(0, 2), gemini).said).toEqual([]);
    expect(to([own('a', 'b'), result('a')], gemini).said).toEqual(['added messages[0].content[1]']);
    const chat = { provider: 'openrouter', protocol: 'openai-chat', model: 'm' };
    expect(to([own('a'), result('a'), own('a'), result('a')], chat).said).toEqual([]);
  });

  it('stay open in front of the user alone, as turns of the model become one', () => {
    const gemini = { provider: 'google', protocol: 'google-generate', model: 'gemini-2.5-flash' };
    const silent = by([{ type: 'reasoning', text: 'hm' }]);
    const system: Message = { role: 'system', content: [text('Be brief.')] };
    for (const between of [[], [silent], [system]]) {
      const { messages, said } = to([user('q'), own('a'), ...between, own('b'), result('b')], gemini);
      expect(said).toContain('added messages[1].content[0]');
      expect(messages[2]).toMatchObject({ role: 'tool', content: [{ toolCallId: 'a', isError: true }] });
    }
  });

  it('of a later turn keep a result that came before them', () => {
    const { messages } = to([own('a'), result('b', '42'), own('b')]);
    expect(idsIn(messages)).toEqual(['a', ['a!'], 'b', ['b']]);
  });

  it('have their results told of where these stood', () => {
    const given = [user('q'), own('a', 'b'), user('while you wait'), result('a'), result('b')];
    expect(handoff(context(...given), gpt).from).toEqual([0, 1, 3, 2]);
  });

  it('without ids find their result by the name of the tool', () => {
    const { messages, said } = to([own('a'), result('unknown', '42')]);
    expect(messages[1]?.content).toMatchObject([{ toolCallId: 'a', content: [text('42')] }]);
    expect(said).toEqual(['changed messages[1].content[0]']);
  });

  it('in opaque parts have results like others', () => {
    const shell: AssistantPart = {
      type: 'extra',
      provider: 'openai',
      value: { type: 'shell_call', call_id: 'call_s' },
    };
    const messages = [user('q'), assistant([shell, call('a')]), result('call_s'), result('a')];
    expect(to(messages)).toMatchObject({ messages, said: [] });
  });
});

it('knows conversations that can need nothing', () => {
  expect(
    isPlain([user('q'), assistant('a'), user([{ type: 'image', source: { url: 'https://x.test' } }])]),
  ).toBe(true);
  expect(isPlain([user('q'), by([call('a')])])).toBe(false);
  expect(isPlain([result('a')])).toBe(false);
});
