import { type Client, type Input, ReqLLMError, type TextOptions } from '../index.ts';
import type { CallLine } from './journal-line.ts';

// Members of a call that are its options too, under the same name and in the same form.
const settings = [
  'maxTokens',
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'stop',
  'frequencyPenalty',
  'presencePenalty',
  'logprobs',
  'user',
  'reasoning',
  'output',
  'toolChoice',
  'parallelToolCalls',
];

/** Makes a call of the journal once more, on another model. What only one provider understands is left out. */
export async function replayCall(
  client: Client,
  { call, operation, stream }: CallLine,
  model: string,
): Promise<void> {
  if (operation !== 'text')
    throw new ReqLLMError('Only calls for text can be made again.', { code: 'unsupported', phase: 'config' });
  const said = call as Record<string, unknown>;
  const kept = Object.entries(said).filter(([name]) => settings.includes(name));
  const tools = Array.isArray(said['tools'])
    ? said['tools'].filter((tool: object) => !('definition' in tool))
    : [];
  const options = { ...Object.fromEntries(kept), ...(tools.length === 0 ? {} : { tools }) } as TextOptions;
  const input = said['messages'] as Input;
  if (stream) await (await client.streamText(model, input, options)).response();
  else await client.generateText(model, input, options);
}
