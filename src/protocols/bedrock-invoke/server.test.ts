import { describe, expect, it } from 'vitest';
import type { Json } from '../../core/json.ts';
import { amazonBedrock } from '../../providers/amazon-bedrock.ts';
import { endpointsOf } from '../../providers/provider.ts';
import type { ServerCodec } from '../protocol.ts';

const serverOf = async (protocol: string): Promise<ServerCodec> => {
  const endpoint = endpointsOf(amazonBedrock, 'text').find((each) => each.protocol === protocol);
  if (endpoint === undefined) throw new Error(protocol);
  return endpoint.loadServer();
};
const anthropic = await serverOf('bedrock-invoke-anthropic');
const openai = await serverOf('bedrock-invoke-openai');
const hello = { role: 'user', content: 'Hello' };
const whole = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: [hello] };
const said = (model: string, body: Json): ReturnType<ServerCodec['parse']> =>
  anthropic.parse({ path: `/model/anthropic.${model}/invoke`, headers: {}, body });

describe('a request for Claude', () => {
  const tool = { name: 'f', input_schema: { type: 'object' } };
  const calling = { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] };
  it.each<[string, Json]>([
    ['anthropic_version: Field required', { max_tokens: 9, messages: [hello] }],
    [
      'Malformed input request: #: extraneous key [stream] is not permitted, please reformat',
      { ...whole, stream: true },
    ],
    [
      '#: extraneous key [model] is not permitted#: extraneous key [stream]',
      { ...whole, model: 'x', stream: true },
    ],
    ['tools: Tool names must be unique.', { ...whole, tools: [tool, tool] }],
    ["Tool 'g' not found", { ...whole, tools: [tool], tool_choice: { type: 'tool', name: 'g' } }],
    [
      '`tool_use` ids were found without `tool_result`',
      { ...whole, tools: [tool], messages: [hello, calling, hello] },
    ],
    [
      'text content blocks must be non-empty',
      { ...whole, messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
    ],
    [
      'cannot end with trailing whitespace',
      { ...whole, messages: [hello, { role: 'assistant', content: 'a ' }] },
    ],
  ])('is refused: %s', (message, body) => {
    const refusal = expect.objectContaining({
      code: 'invalid-request',
      message: expect.stringContaining(message) as string,
    }) as Error;
    expect(() => said('claude-haiku-4-5', body)).toThrow(refusal);
  });

  it('may end with a turn of an older model, not of a newer one (recorded for 3.5 Haiku)', () => {
    const body = { ...whole, messages: [hello, { role: 'assistant', content: '{' }] };
    expect(said('claude-3-5-haiku-20241022-v1:0', body).messages.at(-1)?.role).toBe('assistant');
    expect(() => said('claude-opus-4-8', body)).toThrow('does not support assistant message prefill');
  });
});

it('a request for a model of OpenAI may name model and stream, which are ignored', () => {
  const body = { messages: [hello], model: 'openai.gpt-oss-120b-1:0', stream: true };
  const call = openai.parse({ path: '/model/openai.gpt-oss-120b-1:0/invoke', headers: {}, body });
  expect(call).toMatchObject({ stream: false, model: { id: 'openai.gpt-oss-120b-1:0' } });
});
