import { expect, it } from 'vitest';
import { Changes } from './changes.ts';

it('notes what was dropped, changed and added, in order', () => {
  const noted = new Changes();
  noted.dropped('seed', 'Not taken.');
  noted.dropped('stop', 'Not taken.', ['a']);
  noted.changed('maxTokens', 'Raised.', { from: 1, to: 16 });
  noted.changed('messages', 'Joined.');
  noted.added('maxTokens', 'Demanded.', 4_096);
  expect(noted.changes).toStrictEqual([
    { code: 'dropped', setting: 'seed', message: 'Not taken.' },
    { code: 'dropped', setting: 'stop', message: 'Not taken.', from: ['a'] },
    { code: 'changed', setting: 'maxTokens', message: 'Raised.', from: 1, to: 16 },
    { code: 'changed', setting: 'messages', message: 'Joined.' },
    { code: 'added', setting: 'maxTokens', message: 'Demanded.', to: 4_096 },
  ]);
});

it('leaves out what is not known, and keeps null', () => {
  const noted = new Changes();
  noted.changed('toolChoice', 'Left out.', { from: undefined, to: null });
  expect(noted.changes).toStrictEqual([
    { code: 'changed', setting: 'toolChoice', message: 'Left out.', to: null },
  ]);
});
