// What a tool's failure becomes where the format has no mark for it.
import { describe, expect, it } from 'vitest';
import type { Call } from '../src/core/call.ts';
import type { ToolResultPart } from '../src/core/message.ts';
import { modelOf } from '../src/core/model.ts';
import { cohereChat } from '../src/protocols/cohere-chat/endpoint.ts';
import { ollamaChat } from '../src/protocols/ollama-chat/endpoint.ts';
import { openaiChat } from '../src/protocols/openai-chat/endpoint.ts';
import { openaiResponses } from '../src/protocols/openai-responses/endpoint.ts';
import { control } from './support/arbitraries.ts';

const result: ToolResultPart = {
  type: 'tool-result',
  toolCallId: 'call_1',
  toolName: 'weather',
  content: [{ type: 'text', text: 'no such city' }],
  isError: true,
};
const call: Call = {
  operation: 'text',
  control,
  stream: false,
  model: modelOf({ provider: 'any', id: 'm' }),
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', id: 'call_1', name: 'weather', input: { city: 'X' } }],
    },
    { role: 'tool', content: [result] },
  ],
};

describe('a failed tool result', () => {
  it.each([openaiChat(), openaiResponses(), cohereChat(), ollamaChat()])(
    'is told in words by $protocol, with a warning',
    async (endpoint) => {
      const { body, changes } = (await endpoint.load()).encode(call);
      expect(JSON.stringify(body)).toContain('Error: no such city');
      expect(
        changes.filter(({ code, message }) => code === 'changed' && message.includes('Error:')),
      ).toHaveLength(1);
    },
  );
});
