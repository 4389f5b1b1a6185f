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
      'exceeds the number of toolUse blocks',
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
      'Expected toolResult blocks at messages.2.content for the following Ids: a',
      {
        messages: [
          hello,
          used,
          { role: 'user', content: [{ toolResult: { toolUseId: 'b', content: [{ text: '1' }] } }] },
        ],
        toolConfig,
      },
    ],
    [
      'toolResult cannot be empty when status value is error',
      {
        messages: [
          hello,
          used,
          { role: 'user', content: [{ toolResult: { toolUseId: 'a', content: [], status: 'error' } }] },
        ],
        toolConfig,
      },
    ],
    [
      'The tool f is already defined at toolConfig.tools.1.',
      { messages: [hello], toolConfig: { tools: [...toolConfig.tools, ...toolConfig.tools] } },
    ],
    [
      'The tool g at toolConfig.toolChoice.tool is not among the tools',
      { messages: [hello], toolConfig: { ...toolConfig, toolChoice: { tool: { name: 'g' } } } },
    ],
    [
      "'toolConfig.tools.0.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression",
      {
        messages: [hello],
        toolConfig: { tools: [{ toolSpec: { name: 'a.b', inputSchema: { json: {} } } }] },
      },
    ],
    [
      'length less than or equal to 2500',
      { messages: [hello], inferenceConfig: { stopSequences: Array.from({ length: 2_501 }, () => 'x') } },
    ],
    ['length greater than or equal to 1', { messages: [hello], inferenceConfig: { stopSequences: [''] } }],
    [
      'A text block must be included when using documents',
      {
        messages: [
          {
            role: 'user',
            content: [{ document: { format: 'pdf', name: 'a', source: { bytes: 'AAAA' } } }],
          },
        ],
      },
    ],
    [
      'cannot contain reasoning content',
      { messages: [{ role: 'user', content: [{ reasoningContent: { reasoningText: { text: 'x' } } }] }] },
    ],
  ])('refuses as Bedrock does: %s', (message, body) => {
    expect(() => parse(body)).toThrow(message);
  });

  const thought = { reasoningContent: { reasoningText: { text: 'Hm.' } } };
  const ending = (text: string): Json => [hello, { role: 'assistant', content: [{ text }] }];
  it.each<[string, string, Json]>([
    ['claude-opus-4-8', 'does not support assistant message prefill', { messages: ending('{') }],
    ['claude-haiku-4-5', 'cannot end with trailing whitespace', { messages: ending('{ ') }],
    [
      'claude-haiku-4-5',
      'messages.1.content.0.thinking.signature: Field required',
      { messages: [hello, { role: 'assistant', content: [thought] }, hello] },
    ],
    [
      'claude-haiku-4-5',
      'Thinking may not be enabled when tool_choice forces tool use.',
      {
        messages: [hello],
        toolConfig: { ...toolConfig, toolChoice: { any: {} } },
        additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2_000 } },
      },
    ],
    [
      'claude-haiku-4-5',
      'A maximum of 4 blocks with cache_control may be provided. Found 5.',
      {
        messages: [
          {
            role: 'user',
            content: [1, 2, 3, 4, 5].flatMap(() => [{ text: 'a' }, { cachePoint: { type: 'default' } }]),
          },
        ],
      },
    ],
  ])('%s refuses: %s', (model, message, body) => {
    const at = `/model/us.anthropic.${model}/converse`;
    expect(() => server.parse({ path: at, headers: {}, body })).toThrow(
      `The model returned the following errors: ${message.startsWith('messages') ? message : ''}`,
    );
    expect(() => server.parse({ path: at, headers: {}, body })).toThrow(message);
    // Nova takes it, or is not asked.
    if (!message.includes('maximum')) expect(() => parse(body)).not.toThrow();
  });

  it('takes a conversation that Claude begins (recorded)', () => {
    const body = { messages: [{ role: 'assistant', content: [{ text: 'Hello!' }] }, hello] };
    const at = '/model/us.anthropic.claude-sonnet-4-5-20250929-v1:0/converse';
    expect(server.parse({ path: at, headers: {}, body }).messages[0]?.role).toBe('assistant');
    expect(() => parse(body)).toThrow('A conversation must start with a user message');
  });

  it('takes what Bedrock takes', () => {
    expect(parse({ messages: [hello, used, answered], toolConfig }).messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant' },
      { role: 'tool', content: [{ toolCallId: 'a', toolName: 'f' }] },
    ]);
  });
});
