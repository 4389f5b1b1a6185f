import { expect, it } from 'vitest';
import type { Message } from './message.ts';
import { type ToolIdRules, wireToolIds } from './tool-ids.ts';

function talk(ids: readonly string[], provider?: string): Message[] {
  const calls = ids.map((id) => ({ type: 'tool-call' as const, id, name: 'roll', input: {} }));
  const results = ids.map((id) => ({ type: 'tool-result' as const, toolCallId: id, content: [] }));
  const origin = provider === undefined ? {} : { origin: { provider, protocol: 'openai-chat', model: 'm' } };
  return [
    { role: 'assistant', content: calls, ...origin },
    { role: 'tool', content: results },
  ];
}

function rulesOf(told: [string, string][], over: Partial<ToolIdRules> = {}): ToolIdRules {
  return {
    takes: (id) => /^[a-z]+[0-9]?$/.test(id),
    nameFor: (id, attempt) => `${id.replace(/[^a-z]/g, '')}${attempt === 0 ? '' : attempt}`,
    renamed: (from, to) => told.push([from, to]),
    ...over,
  };
}

it('renames what the host does not take, each id once, never to a name in use', () => {
  const told: [string, string][] = [];
  const idOf = wireToolIds(talk(['a!', 'a', 'a?', 'b']), rulesOf(told));
  expect(['a!', 'a', 'a?', 'b', 'elsewhere!'].map(idOf)).toEqual(['a1', 'a', 'a2', 'b', 'elsewhere!']);
  expect(told).toEqual([
    ['a!', 'a1'],
    ['a?', 'a2'],
  ]);
});

it('keeps the ids that the host itself gave, of any form', () => {
  const told: [string, string][] = [];
  const messages = [...talk(['x!'], 'elsewhere'), ...talk(['y!'], 'here')];
  const idOf = wireToolIds(messages, rulesOf(told, { isOwn: ({ origin }) => origin?.provider === 'here' }));
  expect(['x!', 'y!'].map(idOf)).toEqual(['x', 'y!']);
  expect(told).toEqual([['x!', 'x']]);
});
