import { type Client, jsonSchema, safe, tool } from '../../../index.ts';
import { faint, summaryOf } from '../../report.ts';

/** A model, or one over another protocol than its provider's first. */
export type Asked = string | { readonly provider: string; readonly id: string; readonly protocol: string };

/** Where the scenes are shown while they run. */
export type Show = (text: string) => void;

/** What came of each scene: the empty text where nothing did. */
export interface Played {
  readonly protocol: string;
  readonly answer: string;
  readonly stream: string;
  readonly tools: string;
  readonly object: string;
  readonly usage: string;
  readonly error: string;
}

const person = jsonSchema<{ name: string; age: number }>({
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
});

const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  inputSchema: {
    type: 'object',
    properties: { city: { type: 'string', examples: ['Paris'] } },
    required: ['city'],
  },
  execute: () => '18 °C and sunny',
});

/** The things that people do first, one after the other. */
export async function playScenes(client: Client, model: Asked, show: Show): Promise<Played> {
  const answer = await client.generateText(model, 'What is the capital of France?');
  show(`answer   ${answer.text}\n${faint(`         ${summaryOf(answer)}`)}\n`);
  const streamed = await playStream(client, model, show);
  const { route } = await client.explain(model, 'What is the capital of France?');
  return {
    protocol: route.protocol,
    answer: answer.text,
    ...streamed,
    tools: await playTools(client, model, show),
    object: await playObject(client, model, show),
    error: await playWrongKey(client, model, show),
  };
}

async function playStream(
  client: Client,
  model: Asked,
  show: Show,
): Promise<Pick<Played, 'stream' | 'usage'>> {
  show('stream   ');
  const stream = await client.streamText(model, 'Tell me a story in one sentence.', {
    reasoning: 'low',
  });
  let hasThought = false;
  for await (const chunk of stream) {
    if (chunk.type === 'reasoning') show(faint(chunk.text));
    if (chunk.type === 'text') show(hasThought ? `\n         ${chunk.text}` : chunk.text);
    hasThought = chunk.type === 'reasoning';
  }
  const response = await stream.response();
  show(`\n${faint(`         ${summaryOf(response)}`)}\n`);
  const { status, inputTokens, outputTokens, reasoningTokens, cost } = response.usage;
  const price = cost === null ? 'unknown' : `$${cost.total.toFixed(6)}`;
  const usage = `${inputTokens} in, ${outputTokens} out, ${reasoningTokens ?? 0} of them reasoning; cost ${price}`;
  show(`usage    ${usage}\n`);
  return { stream: response.text, usage: status === 'final' ? usage : '' };
}

async function playTools(client: Client, model: Asked, show: Show): Promise<string> {
  const run = await client.runTools(model, 'What is the weather in Paris?', { tools: [weather] });
  const called = run.steps.flatMap(({ response }) => response.toolCalls);
  const calls = called.map(({ name, input }) => `${name}(${JSON.stringify(input)})`).join(', ');
  show(`tools    ${calls} → ${run.text}\n`);
  return called.length > 0 ? run.text : '';
}

async function playObject(client: Client, model: Asked, show: Show): Promise<string> {
  const { object } = await client.generateObject(model, 'Invent a person.', { schema: person });
  const text = `${object.name}, ${object.age}`;
  show(`object   ${JSON.stringify(object)}\n`);
  return text;
}

async function playWrongKey(client: Client, model: Asked, show: Show): Promise<string> {
  const tried = await safe(client.generateText(model, 'Hello', { apiKey: 'not-the-right-key' }));
  const failure = tried.ok ? '' : `${tried.error.code} (HTTP ${tried.error.status}): ${tried.error.message}`;
  show(`error    ${failure}\n`);
  return failure;
}
