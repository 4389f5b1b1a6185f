import { type Command, Option } from 'commander';
import {
  type Client,
  createClient,
  type Effort,
  ReqLLMError,
  type StreamResponse,
  type TextOptions,
} from '../../index.ts';
import { chooseModel } from '../choose-model.ts';
import { environmentOf } from '../environment.ts';
import { decimal, wholeNumber } from '../number.ts';
import { faint, summaryOf } from '../report.ts';

interface GenOptions {
  readonly model?: string;
  readonly system?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly reasoning?: Effort;
  readonly baseUrl?: string;
  readonly envFile?: string;
  readonly stream: boolean;
  readonly json?: boolean;
  readonly sim?: boolean;
}

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** `reqllm gen`: one answer to one prompt. */
export function addGen(program: Command): void {
  program
    .command('gen')
    .description('answer a prompt; the answer goes to standard output, everything else to standard error')
    .argument('[prompt...]', 'the prompt; piped text is put below it, and is the prompt when there is none')
    .option(
      '-m, --model <spec>',
      'provider:model (default: a small model of the first provider with a key, or a local Ollama)',
    )
    .option('-s, --system <text>', 'instructions above the prompt')
    .option('--max-tokens <count>', 'most tokens to generate', wholeNumber)
    .option('-t, --temperature <number>', '0 to 2', decimal)
    .addOption(new Option('--reasoning <level>', 'how hard the model thinks').choices(efforts))
    .option('--base-url <url>', 'another address of the same API')
    .option('--env-file <path>', 'read keys from this file; addresses in it are not used')
    .option('--no-stream', 'print the answer when it is whole')
    .option('--json', 'print the whole response as JSON')
    .option('--sim', 'answer from the built-in simulator: no key, no network, no model')
    .action(gen);
}

async function gen(words: readonly string[], options: GenOptions): Promise<void> {
  const prompt = await promptOf(words);
  const env = environmentOf(options.envFile);
  if (options.sim !== true)
    return answer(createClient({ env }), options.model ?? (await chooseModel(env)), prompt, options);
  const { simulator } = await import('../../testing/index.ts');
  await using simulated = await simulator({ pace: { frameMs: 20 } });
  await answer(simulated.client(), options.model ?? 'openai:simulated', prompt, options);
}

async function answer(client: Client, model: string, prompt: string, options: GenOptions): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const settings = settingsOf(options, stop.signal);
    if (options.json === true || !options.stream)
      return await printWhole(client, model, prompt, options, settings);
    await printStream(await client.streamText(model, prompt, settings));
  } finally {
    process.off('SIGINT', interrupt);
  }
}

async function printWhole(
  client: Client,
  model: string,
  prompt: string,
  options: GenOptions,
  settings: TextOptions,
): Promise<void> {
  const response = await client.generateText(model, prompt, settings);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(response, null, 2)}\n` : `${response.text}\n`,
  );
  for (const warning of response.warnings) process.stderr.write(`${faint(`warning: ${warning.message}`)}\n`);
  process.stderr.write(`${faint(summaryOf(response))}\n`);
}

/** Prints a reply as it arrives: thoughts faint on standard error, the answer on standard output. */
export async function printStream(stream: StreamResponse): Promise<void> {
  for await (const batch of stream.batches()) {
    for (const chunk of batch) {
      if (chunk.type === 'text' || chunk.type === 'refusal') process.stdout.write(chunk.text);
      else if (chunk.type === 'reasoning') process.stderr.write(faint(chunk.text));
      else if (chunk.type === 'warning')
        process.stderr.write(`${faint(`warning: ${chunk.warning.message}`)}\n`);
    }
  }
  const response = await stream.response();
  for (const call of response.toolCalls)
    process.stdout.write(`${JSON.stringify({ tool: call.name, input: call.input })}`);
  process.stdout.write('\n');
  process.stderr.write(`${faint(summaryOf(response))}\n`);
}

function settingsOf(
  { system, maxTokens, temperature, reasoning, baseUrl }: GenOptions,
  signal: AbortSignal,
): TextOptions {
  return {
    signal,
    ...(system === undefined ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

async function promptOf(words: readonly string[]): Promise<string> {
  const typed = words.filter((word) => word !== '-').join(' ');
  const piped = process.stdin.isTTY ? '' : await readAll(process.stdin);
  const prompt = [typed, piped.trim()].filter((text) => text !== '').join('\n\n');
  if (prompt !== '') return prompt;
  throw new ReqLLMError('There is no prompt. Write one behind the command, or pipe text into it.', {
    code: 'invalid-request',
    phase: 'config',
  });
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const piece of stream) text += String(piece);
  return text;
}
