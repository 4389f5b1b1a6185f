import type { Command } from 'commander';
import { createClient, isReqLLMError, processEnv } from '../../index.ts';
import { simulator } from '../../testing/index.ts';
import { reachableModel } from '../choose-model.ts';
import { bold, faint, summaryOf } from '../report.ts';
import { printTable } from '../table.ts';
import { otherWork } from './demo/other-work.ts';
import { type Asked, type Played, playScenes } from './demo/scenes.ts';

// Three protocols are shown in full; everybody else runs the same lines and appears in the table.
const shown = ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5', 'google:gemini-2.5-flash'];
const others: readonly Asked[] = [
  { provider: 'openai', id: 'gpt-4o-mini', protocol: 'openai-responses' },
  { provider: 'google', id: 'gemini-3-flash-preview', protocol: 'google-interactions' },
  'amazon-bedrock:amazon.nova-lite-v1:0',
  { provider: 'amazon-bedrock', id: 'openai.gpt-oss-20b-1:0', protocol: 'bedrock-invoke-openai' },
  'cohere:command-a-03-2025',
  'ollama:llama3.1:8b',
  'azure:gpt-4o-mini',
  'google-vertex:gemini-2.5-flash',
  'groq:llama-3.3-70b-versatile',
  'openrouter:openai/gpt-4o-mini',
  'xai:grok-3-mini',
  'deepseek:deepseek-chat',
  'mistral:mistral-small-latest',
  'cerebras:gpt-oss-120b',
  'openai-compatible:any-model',
];

/** `reqllm demo`: the main job from end to end, over real HTTP against the built-in simulator. */
export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'show text, streams, tools, objects, usage and errors with every protocol, against the built-in simulator',
    )
    .action(demo);
}

async function demo(): Promise<void> {
  say(
    'The same lines of code against each provider. Everything below goes over real HTTP to a simulator on this',
  );
  say('machine: it speaks the providers’ protocols but is no model.');
  const rows: string[][] = [];
  await using simulated = await simulator({ keys: ['simulated-key'], pace: { frameMs: 12 } });
  for (const model of shown) {
    say(bold(`\n${model}, simulated`));
    rows.push(
      rowOf(model, await playScenes(simulated.client(), model, (text) => process.stdout.write(text))),
    );
  }
  await using quick = await simulator({ keys: ['simulated-key'] });
  for (const model of others) rows.push(rowOf(model, await playScenes(quick.client(), model, () => {})));
  say(bold('\nWhat ran'));
  printTable(['protocol', 'model', 'answer', 'stream', 'tools', 'object', 'usage', 'error'], rows);

  const work: string[][] = [];
  for (const { call, model, run } of otherWork)
    work.push([call, model, (await run(quick.client(), model)) || 'FAILED']);
  say(bold('\nOther work, simulated'));
  printTable(['call', 'model', 'what came of it'], work);
  if ([...rows, ...work].flat().includes('FAILED')) process.exitCode = 1;
  await showRealThing();
}

function rowOf(model: Asked, played: Played): string[] {
  const name = typeof model === 'string' ? model : `${model.provider}:${model.id}`;
  const { answer, stream, tools, object, usage, error } = played;
  const marks = [answer, stream, tools, object, usage, error].map((text) => (text === '' ? 'FAILED' : 'ok'));
  return [played.protocol, name, ...marks];
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
