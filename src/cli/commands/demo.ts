import type { Command } from 'commander';
import {
  type Client,
  createClient,
  isReqLLMError,
  processEnv,
  safe,
  tool,
  toolResult,
  user,
} from '../../index.ts';
import { simulator } from '../../testing/index.ts';
import { reachableModel } from '../choose-model.ts';
import { bold, faint, summaryOf } from '../report.ts';
import { printTable } from '../table.ts';

/** A model over another protocol than its provider's first. */
interface Spoken {
  readonly provider: string;
  readonly id: string;
  readonly protocol: string;
}

// One provider a protocol is shown in full; the others run the same lines and appear in the table.
const shown = ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5', 'google:gemini-2.5-flash'];
const others: readonly (string | Spoken)[] = [
  { provider: 'openai', id: 'gpt-4o-mini', protocol: 'openai-responses' },
  { provider: 'google', id: 'gemini-3-flash-preview', protocol: 'google-interactions' },
  'groq:llama-3.3-70b-versatile',
  'openrouter:openai/gpt-4o-mini',
  'xai:grok-3-mini',
  'deepseek:deepseek-chat',
  'mistral:mistral-small-latest',
  'cerebras:gpt-oss-120b',
  'ollama:llama3.1:8b',
  'openai-compatible:any-model',
];

/** `reqllm demo`: the main job from end to end, over real HTTP against the built-in simulator. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'show text, streams, tools, objects, usage and errors with every provider, against the built-in simulator',
    )
    .action(demo);
}

async function demo(): Promise<void> {
  say(
    'The same lines of code against each provider. Everything below goes over real HTTP to a simulator on this machine:',
  );
  say('it speaks the providers’ protocols but is no model.\n');
  const rows: string[][] = [];
  await using simulated = await simulator({ keys: ['simulated-key'], pace: { frameMs: 12 } });
  const client = simulated.client();
  for (const spec of shown) rows.push(await showProvider(client, spec));
  await using quick = await simulator({ keys: ['simulated-key'] });
  for (const spec of others) rows.push(await runProvider(quick.client(), spec));
  say(bold('\nWhat ran'));
  printTable(['model', 'answer', 'stream', 'tools', 'object', 'usage', 'error'], rows);
  if (rows.flat().includes('FAILED')) process.exitCode = 1;
  await showRealThing();
}

/** The five things people do first, printed. */
async function showProvider(client: Client, spec: string): Promise<string[]> {
  say(bold(`\n${spec}, simulated`));
  const answer = await client.generateText(spec, 'What is the capital of France?');
  say(`answer   ${answer.text}`);
  say(faint(`         ${summaryOf(answer)}`));

  process.stdout.write('stream   ');
  const stream = await client.streamText(spec, 'Tell me a story in one sentence.', { reasoning: 'low' });
  let hasThought = false;
  for await (const chunk of stream) {
    if (chunk.type === 'reasoning') process.stdout.write(faint(chunk.text));
    if (chunk.type === 'text') process.stdout.write(hasThought ? `\n         ${chunk.text}` : chunk.text);
    hasThought = chunk.type === 'reasoning';
  }
  const streamed = await stream.response();
  say(faint(`\n         ${summaryOf(streamed)}`));

  const trip = await roundTrip(client, spec);
  say(`tools    ${trip.call} → ${trip.result} → ${trip.text}`);
  const object = await askForObject(client, spec);
  say(`object   ${object}`);
  const { inputTokens, outputTokens, reasoningTokens } = streamed.usage;
  say(
    `usage    ${inputTokens} in, ${outputTokens} out, ${reasoningTokens} of them reasoning; cost ${streamed.usage.cost === null ? 'unknown' : `$${streamed.usage.cost.total.toFixed(6)}`}`,
  );
  const failure = await wrongKey(client, spec);
  say(`error    ${failure}`);
  return rowOf(spec, [
    answer.text,
    streamed.text,
    trip.text,
    object,
    streamed.usage.status === 'final',
    failure,
  ]);
}

async function runProvider(client: Client, spec: string | Spoken): Promise<string[]> {
  const answer = await client.generateText(spec, 'What is the capital of France?');
  const stream = await client.streamText(spec, 'Tell me a story in one sentence.');
  let text = '';
  for await (const piece of stream.textStream()) text += piece;
  const trip = await roundTrip(client, spec);
  const { usage } = await stream.response();
  return rowOf(nameOf(spec), [
    answer.text,
    text,
    trip.text,
    await askForObject(client, spec),
    usage.status === 'final',
    await wrongKey(client, spec),
  ]);
}

async function roundTrip(
  client: Client,
  spec: string | Spoken,
): Promise<{ call: string; result: string; text: string }> {
  const weather = tool({
    name: 'get_weather',
    description: 'The weather in a city.',
    inputSchema: {
      type: 'object',
      properties: { city: { type: 'string', examples: ['Paris'] } },
      required: ['city'],
    },
  });
  const first = await client.generateText(spec, [user('What is the weather in Paris?')], {
    tools: [weather],
  });
  const [call] = first.toolCalls;
  if (call === undefined) return { call: 'none', result: '', text: '' };
  const result = '18 °C and sunny';
  const second = await client.generateText(spec, [...first.context.messages, toolResult(call, result)], {
    tools: [weather],
  });
  return { call: `${call.name}(${JSON.stringify(call.input)})`, result, text: second.text };
}

async function askForObject(client: Client, spec: string | Spoken): Promise<string> {
  const schema = {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name', 'age'],
    additionalProperties: false,
  };
  const response = await client.generateText(spec, 'Invent a person.', {
    output: { type: 'json-schema', name: 'person', schema },
  });
  return JSON.stringify(JSON.parse(response.text));
}

async function wrongKey(client: Client, spec: string | Spoken): Promise<string> {
  const tried = await safe(client.generateText(spec, 'Hello', { apiKey: 'not-the-right-key' }));
  return tried.ok ? '' : `${tried.error.code} (HTTP ${tried.error.status}): ${tried.error.message}`;
}

function rowOf(spec: string, results: readonly (string | boolean)[]): string[] {
  return [spec, ...results.map((result) => (result === '' || result === false ? 'FAILED' : 'ok'))];
}

function nameOf(spec: string | Spoken): string {
  return typeof spec === 'string' ? spec : `${spec.provider}:${spec.id} (${spec.protocol})`;
}

/** With a key in the environment or a local Ollama, the same call to a real model. */
async function showRealThing(): Promise<void> {
  const spec = await reachableModel(processEnv);
  if (spec === undefined)
    return say(
      faint(
        '\nSet a key such as OPENAI_API_KEY, or start Ollama, and this command also calls the real thing.',
      ),
    );
  say(bold(`\nThe real thing: ${spec}`));
  try {
    const stream = await createClient().streamText(spec, 'Greet the reader in one short sentence.', {
      maxTokens: 200,
    });
    for await (const text of stream.textStream()) process.stdout.write(text);
    say(faint(`\n${summaryOf(await stream.response())}`));
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    say(`${error.code}: ${error.message}`);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
