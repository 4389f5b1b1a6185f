import { describe, expect, it } from 'vitest';
import type { ToolResultPart } from '../core/message.ts';
import { saidFailure } from './failed-result.ts';

const result: ToolResultPart = {
  type: 'tool-result',
  toolCallId: 'call_1',
  toolName: 'weather',
  content: [{ type: 'text', text: 'no such city' }],
  isError: true,
};

function saying(text: string): ToolResultPart {
  return { ...result, content: [{ type: 'text', text }] };
}

describe('a failed tool result', () => {
  it.each(['Error: gone', ' error 5', 'Failed to open', '{"error":"gone"}', 'TypeError: x is null'])(
    'that says so already stays as it is: %s',
    (text) => {
      const notes: string[] = [];
      expect(saidFailure(saying(text), (note) => notes.push(note))).toEqual(saying(text));
      expect(notes).toEqual([]);
    },
  );

  it('without words gets one, and a success none', () => {
    expect(saidFailure({ ...result, content: [] }, () => {}).content).toEqual([
      { type: 'text', text: 'Error:' },
    ]);
    const fine = { ...result, isError: false };
    expect(saidFailure(fine, () => {})).toBe(fine);
  });
});
