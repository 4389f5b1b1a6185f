import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { bedrockConverseServer } from './server.ts';

const server = bedrockConverseServer();
const path = '/model/us.amazon.nova-pro-v1%3A0/converse';
const hello = { role: 'user', content: [{ text: 'Hello' }] };
const used = { role: 'assistant', content: [{ toolUse: { toolUseId: 'a', name: 'f', input: {} } }] };
const answered = { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [{ text: '1' }] } }] };
const toolConfig = { tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object' } } } }] };

function parse(body: Json): ReturnType<typeof server.parse> {
  return server.parse({ path, headers: {}, body });
}

describe('the server', () => {
  it.each([
    ['POST', '/model/a.b%3A0/converse', true],
    ['POST', '/model/a.b:0/converse-stream', true],
    ['GET', '/model/a.b/converse', false],
    ['POST', '/model/a.b/invoke', false],
    ['POST', '/model/a/b/converse', false],
    ['POST', '/model/%zz/converse', false],
  ])('%s %s: %s', (method, at, isKnown) => {
    expect(server.matches(method, at)).toBe(isKnown);
  });

  it('reads the model and whether to stream from the path', () => {
    const call = server.parse({ path: `${path}-stream`, headers: {}, body: { messages: [hello] } });
    expect(call).toMatchObject({ stream: true, model: { id: 'us.amazon.nova-pro-v1:0' } });
  });

  it.each<[string, Json]>([
    ['The messages field is empty', { messages: [] }],
    ['must start with a user message', { messages: [used] }],
    ['must alternate', { messages: [hello, hello] }],
    ['is empty. Add a ContentBlock', { messages: [{ role: 'user', content: [] }] }],
    ['is blank', { messages: [{ role: 'user', content: [{ text: '' }] }] }],
    ['enum value set: [user, assistant]', { messages: [{ role: 'system', content: [{ text: 'x' }] }] }],
    ['toolConfig field must be defined', { messages: [hello, used, answered] }],
    ['Expected toolResult blocks', { messages: [hello, used, hello], toolConfig }],
    [
      'has no toolUse block',
      { messages: [hello, { role: 'assistant', content: [{ text: 'x' }] }, answered], toolConfig },
    ],
    ['greater than or equal to 1', { messages: [hello], inferenceConfig: { maxTokens: 0 } }],
    ['length greater than or equal to 1', { messages: [hello], toolConfig: { tools: [] } }],
    [
      'not valid JSON',
      { messages: [hello], outputConfig: { textFormat: { structure: { jsonSchema: { schema: '{' } } } } },
    ],
    [
      'duplicate Ids: a',
      {
        messages: [hello, { role: 'assistant', content: [...used.content, ...used.content] }, answered],
        toolConfig,
      },
    ],
    [
      'cannot contain reasoning content',
      { messages: [{ role: 'user', content: [{ reasoningContent: { reasoningText: { text: 'x' } } }] }] },
    ],
  ])('refuses as Bedrock does: %s', (message, body) => {
    expect(() => parse(body)).toThrow(message);
  });

  it('takes what Bedrock takes', () => {
    expect(parse({ messages: [hello, used, answered], toolConfig }).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'tool', content: [{ toolCallId: 'a', toolName: 'f' }] },
    ]);
  });
});
