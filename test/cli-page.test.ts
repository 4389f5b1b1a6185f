// docs/cli.md says what the commands' own help says.
import type { Argument, Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../src/cli/program.ts';
import { expectPage, table } from './support/generated-page.ts';

const commands = leaves(createProgram(), []);

test('docs/cli.md is up to date', () => expectPage('docs/cli.md', cliPage()));

test('every command, argument and option says what it is for', () => {
  for (const { name, command } of commands) {
    expect(command.description(), name).not.toBe('');
    for (const { description } of command.registeredArguments) expect(description, name).not.toBe('');
    for (const { description, flags } of command.options)
      expect(description, `${name} ${flags}`).not.toBe('');
  }
});

test('all subcommands of models that look something up print JSON', () => {
  const own = commands.filter(({ name }) => name.startsWith('models '));
  expect(own.map(({ name }) => name.slice(7))).toEqual([
    'list',
    'show',
    'find',
    'price',
    'compare',
    'diff',
    'sync',
    'check',
    'quirks',
  ]);
  for (const { name, command } of own)
    expect(
      command.options.map(({ long }) => long),
      name,
    ).toContain('--json');
});

interface Leaf {
  readonly name: string;
  readonly command: Command;
}

function leaves(command: Command, path: readonly string[]): Leaf[] {
  if (command.commands.length === 0) return [{ name: path.join(' '), command }];
  return command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
}

function cliPage(): string {
  const lines = [
    '# The command line',
    '',
    'Written by `npm run generate` from the help of the commands; do not edit. `reqllm <command> --help` prints the same.',
    '',
    'Exit codes: 0 when all is well, 1 when something was not found or failed, 2 when a call was set up wrong, and for',
    '`models diff` and `models sync --check` when something changed. Tables are cut to the width of the terminal, or to',
    '100 columns where there is none; nothing is coloured when the output is piped or `NO_COLOR` is set.',
    '',
    ...commands.flatMap(({ name, command }) => sectionOf(name, command)),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function sectionOf(name: string, command: Command): string[] {
  const options = command.options.map((option) => [`\`${option.flags}\``, meaningOf(option)]);
  const given = command.registeredArguments.map((each) => [
    `\`${writtenAs(each)}\``,
    escaped(each.description),
  ]);
  return [
    `## reqllm ${name}`,
    '',
    `${upper(command.description())}.`,
    '',
    '```',
    `reqllm ${name} ${command.usage()}`.replace(/ \[options\]/, options.length === 0 ? '' : ' [options]'),
    '```',
    '',
    ...(given.length + options.length === 0 ? [] : [...table(['', 'meaning'], [...given, ...options]), '']),
  ];
}

function meaningOf({ description, defaultValue, argChoices, negate }: Option): string {
  const notes = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.join(', ')}`]),
    ...(defaultValue === undefined || negate ? [] : [`default ${JSON.stringify(defaultValue)}`]),
  ];
  return escaped(notes.length === 0 ? description : `${description} (${notes.join('; ')})`);
}

function writtenAs(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
