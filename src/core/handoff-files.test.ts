import { describe, expect, it } from 'vitest';

import { context } from './context.ts';
import { handoff } from './handoff.ts';
import { deepFreeze } from './json.ts';
import type { FilePart, Message } from './message.ts';
import { isPlain } from './plain-conversation.ts';

const gpt = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5' };
const claude = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-opus-4-1' };
const held = (provider?: string): FilePart => ({
  type: 'file',
  source: { fileId: 'file_1', ...(provider === undefined ? {} : { provider }) },
});
const user = (...content: FilePart[]): Message => ({ role: 'user', content });
const gone = { type: 'text', text: '(There was a file here, which this model cannot see.)' };

describe('files that a provider holds', () => {
  const results: Message[] = [
    { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', input: {} }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'a', toolName: 'f', content: [held('anthropic')] }],
    },
  ];
  const made: Message = { role: 'assistant', content: [held()], origin: claude };

  it('stay with it, wherever they stand', () => {
    const conversation = deepFreeze(context(user(held('anthropic')), made, ...results, user(held())));
    expect(handoff(conversation, claude)).toMatchObject({ context: conversation, changes: [] });
  });

  it('are a line of text elsewhere, with a warning for each turn', () => {
    const conversation = deepFreeze(context(user(held('anthropic'), held()), made, ...results));
    const { context: after, changes } = handoff(conversation, gpt);
    expect(after.messages.map(({ content }) => content)).toEqual([
      // Nobody said who holds the other one, so it is the provider that is asked.
      [gone, held()],
      [gone],
      results[0]?.content,
      [{ type: 'tool-result', toolCallId: 'a', toolName: 'f', content: [gone] }],
    ]);
    expect(changes.map(({ code, setting }) => `${code} ${setting}`)).toEqual([
      'dropped messages[0]',
      'dropped messages[1]',
      'dropped messages[3]',
    ]);
    expect(changes[0]?.message).toContain('A file that anthropic holds');
  });

  it('make a conversation one that must be looked at, only when it is known who holds them', () => {
    expect(isPlain([user(held('openai'))])).toBe(false);
    expect(isPlain([user(held())])).toBe(true);
  });
});
