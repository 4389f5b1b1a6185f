import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { listProviders, ReqLLMError } from '../../../index.ts';
import { learnRule, type ModelQuirk, quirksOf, type QuirkStep, type Refused } from '../../../models.ts';
import { bold, faint } from '../../report.ts';
import { printTable, terminalWidth } from '../../table.ts';
import { wrapped } from './cells.ts';
import { type CommonOptions, fail, openInUse, printJson, withCommon } from './in-use.ts';

interface QuirkOptions extends CommonOptions {
  readonly protocol?: string;
  readonly learned?: string;
}

/** `reqllm models quirks`: which rules are about a model, and what they would do to a call. */
export function addQuirks(models: Command): void {
  withCommon(models.command('quirks'))
    .description(
      'which rules are about a model and what they do to a call, over each protocol of its provider',
    )
    .argument('[spec]', 'provider:model; the catalogue need not know it')
    .option('--protocol <name>', 'only over this one, such as openai-responses')
    .option(
      '--learned <file>',
      'print the rules that recorded refusals teach: one JSON object a line with provider, protocol, model, status, body',
    )
    .action(quirks);
}

async function quirks(spec: string | undefined, options: QuirkOptions): Promise<void> {
  if (options.learned !== undefined) return printLearned(options.learned, options);
  if (spec === undefined) return fail('Name a model, such as openai:o3, or pass --learned <file>.');
  const target = await targetOf(spec, options);
  if (target === undefined) return;
  const { provider, id, protocols } = target;
  const found = await Promise.all(protocols.map((protocol) => quirksOf(provider, protocol, id)));
  if (options.json === true) return printJson(found.flat());
  for (const [index, protocol] of protocols.entries()) printQuirks(protocol, found[index] ?? []);
  if (found.every((each) => each.length === 0)) process.stdout.write(`No rule is about ${provider}:${id}.\n`);
}

interface Target {
  readonly provider: string;
  readonly id: string;
  readonly protocols: readonly string[];
}

async function targetOf(spec: string, options: QuirkOptions): Promise<Target | undefined> {
  const { catalog } = openInUse(options);
  const found = catalog.find(spec);
  const colon = spec.indexOf(':');
  const name = found.ok ? found.model.provider : spec.slice(0, Math.max(0, colon));
  const id = found.ok ? found.model.id : spec.slice(colon + 1);
  const providers = await listProviders();
  const provider = providers.find((each) => each.id === name || each.aliases.includes(name));
  if (provider === undefined || id === '') {
    fail(`"${spec.slice(0, 80)}" names no provider that can be called; write provider:model.`);
    return undefined;
  }
  const protocols = provider.protocols.filter(
    (each) => options.protocol === undefined || each === options.protocol,
  );
  if (protocols.length > 0) return { provider: provider.id, id, protocols };
  fail(`${provider.name} speaks ${provider.protocols.join(', ')}.`);
  return undefined;
}

// Who follows a rule, the ones that change a call first.
const followed: Readonly<Record<ModelQuirk['enforced'], string>> = {
  engine: "when `quirks` is on: 'apply', 'warn' or 'error'",
  dialect: 'always',
  'not followed': 'not followed',
  'not yet': 'not yet',
};

function printQuirks(protocol: string, rules: readonly ModelQuirk[]): void {
  if (rules.length === 0) return;
  const width = terminalWidth();
  process.stdout.write(`${bold(`over ${protocol}`)}\n`);
  const places = Object.keys(followed);
  const sorted = rules.toSorted(
    (left, right) => places.indexOf(left.enforced) - places.indexOf(right.enforced),
  );
  for (const { id, says, steps, enforced, by, confidence, source } of sorted) {
    const lines = [
      `${id} (${confidence}), ${followed[enforced]}`,
      ...wrapped(says, '    ', width),
      ...steps.flatMap((step) => wrapped(stepText(step), '    → ', width)),
      ...wrapped(`source: ${source}${by === undefined ? '' : `; ${by}`}`, '    ', width).map(faint),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  process.stdout.write('\n');
}

/** `drop temperature when effort=any`. */
function stepText({ when, action }: QuirkStep): string {
  const { op, ...rest } = action;
  const what = Object.values(rest).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  const condition = Object.entries(when ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${op} ${what.join(' ')}${condition.length === 0 ? '' : ` when ${condition.join(' and ')}`}`;
}

// For rules that are worth telling everybody: what a refusal teaches is the same that a client learns from it.
function printLearned(path: string, { json }: QuirkOptions): void {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const rules = lines.map(refusalIn).map((refused) => learnRule(refused));
  const learned = rules.filter((rule) => rule !== undefined);
  if (json === true) return printJson(learned);
  if (learned.length === 0) return fail('Nothing can be learned from these.');
  printTable(
    ['rule', 'model', 'does', 'says'],
    learned.map(({ id, match, cases, says }) => [
      id,
      (match.model ?? []).join(' '),
      cases.flatMap(({ then }) => then.map((action) => stepText({ action }))).join('; '),
      says,
    ]),
  );
}

function refusalIn(line: string, index: number): Refused {
  const value = parsed(line);
  const { provider, protocol, model, status, body } = value;
  if ([provider, protocol, model].every((each) => typeof each === 'string') && typeof status === 'number')
    return { provider: String(provider), protocol: String(protocol), model: String(model), status, body };
  const message = `Line ${index + 1} is no refusal: it needs provider, protocol, model, status and body.`;
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
