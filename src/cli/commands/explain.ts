import { type Command, InvalidArgumentError } from 'commander';
import { createClient, type Explanation, processEnv, type TextOptions } from '../../index.ts';
import { bold, faint } from '../report.ts';

interface ExplainOptions {
  readonly model: string;
  readonly system?: string;
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly reasoning?: TextOptions['reasoning'];
  readonly json?: boolean;
  readonly curl?: boolean;
}

/** `reqllm explain`: what a call would send, and why; nothing is sent. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description(
      'show what a call would send, what of it is changed and why, and what it would cost; nothing is sent',
    )
    .argument('<prompt...>', 'the prompt')
    .requiredOption('-m, --model <spec>', 'provider:model')
    .option('-s, --system <text>', 'instructions above the prompt')
    .option('--max-tokens <count>', 'most tokens to generate', number)
    .option('-t, --temperature <number>', '0 to 2', number)
    .option('--reasoning <level>', 'how hard the model thinks')
    .option('--json', 'print the whole explanation as JSON')
    .option('--curl', 'print a command for curl, with variables of the shell for secrets')
    .action(explain);
}

async function explain(words: readonly string[], options: ExplainOptions): Promise<void> {
  const { model, system, maxTokens, temperature, reasoning } = options;
  const settings: TextOptions = {
    ...(system === undefined ? {} : { system }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoning === undefined ? {} : { reasoning }),
  };
  const told = await createClient({ env: processEnv }).explain(model, words.join(' '), settings);
  const text =
    options.json === true
      ? JSON.stringify(told, null, 2)
      : options.curl === true
        ? curlOf(told.request)
        : pageOf(told);
  process.stdout.write(`${text}\n`);
}

/** A request as a command for a POSIX shell; `$NAME` in headers is left to the shell. */
export function curlOf({ method, url, headers, body }: Explanation['request']): string {
  const lines = [
    `curl -sS -X ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${inShell(`${name}: ${value}`)}`),
    `-d ${quoted(JSON.stringify(body))}`,
  ];
  return lines.join(' \\\n  ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// In double quotes the shell fills in the variable; nothing else that it would read can be in such a header.
function inShell(header: string): string {
  const isOpen = /^[\w-]+: (?:[A-Za-z]+ )?\$[A-Z][A-Z0-9_]*$/.test(header);
  return isOpen ? `"${header}"` : quoted(header);
}

function pageOf(told: Explanation): string {
  const { route, request, changes, advice, fit, cost, timeout, retry } = told;
  const noted: readonly Explanation['changes'][number][] = [...changes, ...advice];
  const notes = noted.map(({ message, rule, source }) =>
    [
      `  ${message}`,
      ...[rule, source].flatMap((each) => (each === undefined ? [] : [faint(`[${each}]`)])),
    ].join(' '),
  );
  const limits = Object.entries(timeout).filter(([, ms]) => ms > 0);
  return [
    `${bold(told.model.spec)}  ${route.why}`,
    '',
    `${request.method} ${request.url}`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    '',
    JSON.stringify(request.body, null, 2),
    '',
    bold('changes'),
    ...(notes.length === 0 ? ['  none'] : notes),
    bold('size'),
    `  ${sizeOf(fit)}`,
    bold('cost'),
    `  ${costOf(cost)}`,
    bold('limits'),
    `  ${limits.map(([name, ms]) => `${name} ${ms}`).join(', ')}; up to ${retry.max} repetitions`,
  ].join('\n');
}

function sizeOf({ tokens, limit, fits, reserved }: Explanation['fit']): string {
  const bound = tokens.errorBound === null ? 'and what could not be counted' : `± ${tokens.errorBound}`;
  const window = limit === null ? 'the window is not known' : `of ${limit}`;
  const output = reserved === 0 ? '' : `, ${reserved} kept for the answer`;
  return `about ${tokens.tokens} tokens ${bound}, ${window}${output}: ${fits === 'unknown' ? 'may fit' : fits ? 'fits' : 'does not fit'}`;
}

function costOf({ low, high, unknown }: Explanation['cost']): string {
  if (low === null) return unknown ?? 'not known';
  const range = high === null ? `at least $${low.toFixed(6)}` : `$${low.toFixed(6)} to $${high.toFixed(6)}`;
  return unknown === undefined ? range : `${range}. ${unknown}`;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
