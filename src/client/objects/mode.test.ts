import { describe, expect, it } from 'vitest';
import { wordsAlone } from '../../protocols/object-abilities.ts';
import { chooseMode, type ModeQuestion, sentChoice, takeMode } from './mode.ts';

const able = {
  ...wordsAlone,
  output: 'schema',
  jsonMode: true,
  outputWithTools: true,
  tools: true,
  strictTools: true,
  toolChoice: 'named',
  forcedWhileThinking: true,
} as const;
const unknown = {
  tools: {
    supported: 'unknown',
    parallel: 'unknown',
    strict: 'unknown',
    forced: 'unknown',
    withReasoning: 'unknown',
  },
  output: { jsonMode: 'unknown', jsonSchema: 'unknown', strict: 'unknown', withTools: 'unknown' },
} as const;

function question(changes: Partial<ModeQuestion> = {}): ModeQuestion {
  return {
    abilities: able,
    isVerified: true,
    hasTools: false,
    isThinking: false,
    hasSchema: true,
    fits: { output: true, loose: true, tool: true },
    ...changes,
  };
}

const output = (
  known: Partial<(typeof unknown)['output'] | Record<string, boolean>>,
): NonNullable<ModeQuestion['capabilities']> =>
  ({ ...unknown, output: { ...unknown.output, ...known } }) as NonNullable<ModeQuestion['capabilities']>;
const tools = (
  known: Record<string, boolean>,
  more: Record<string, boolean> = {},
): NonNullable<ModeQuestion['capabilities']> =>
  ({
    output: { ...unknown.output, ...more },
    tools: { ...unknown.tools, ...known },
  }) as NonNullable<ModeQuestion['capabilities']>;
const noSchemas = { ...able, output: 'none' } as const;
const asked = { ...able, output: 'none', toolChoice: 'auto' } as const;

describe('auto', () => {
  const cases: readonly (readonly [string, Partial<ModeQuestion>, string])[] = [
    ['a host that takes schemas', {}, 'native'],
    ['a model that is not listed', { capabilities: unknown }, 'native'],
    ['a model without schemas', { capabilities: output({ jsonSchema: false }) }, 'strict-tool'],
    [
      'a host that only may take schemas',
      { abilities: { ...able, output: 'schema-if-known' } },
      'strict-tool',
    ],
    [
      'the same, with a model that is known to',
      { abilities: { ...able, output: 'schema-if-known' }, capabilities: output({ jsonSchema: true }) },
      'native',
    ],
    ['a host that nobody looked at', { isVerified: false }, 'strict-tool'],
    ['a rule for tools', { rule: 'tool' }, 'strict-tool'],
    ['a rule for JSON', { rule: 'json' }, 'json'],
    ['tools beside a schema', { hasTools: true }, 'native'],
    [
      'tools instead of a schema',
      { hasTools: true, abilities: { ...able, outputWithTools: false } },
      'strict-tool',
    ],
    [
      'a model that takes no schema beside tools',
      { hasTools: true, capabilities: output({ withTools: false }) },
      'strict-tool',
    ],
    ['tools that hold to no schema', { abilities: { ...noSchemas, strictTools: false } }, 'forced-tool'],
    [
      'a schema that strict tools cannot say',
      { abilities: noSchemas, fits: { output: true, loose: true, tool: false } },
      'forced-tool',
    ],
    [
      'a schema that no output form can say',
      { fits: { output: false, loose: false, tool: false } },
      'forced-tool',
    ],
    [
      'a schema that only the loose form can say',
      { fits: { output: false, loose: true, tool: false } },
      'native',
    ],
    [
      'a model without strict tools',
      { abilities: noSchemas, capabilities: tools({ strict: false }) },
      'forced-tool',
    ],
    ['a model without tools', { abilities: noSchemas, capabilities: tools({ supported: false }) }, 'json'],
    ['tools that can only be asked for, and JSON', { abilities: asked }, 'json'],
    ['tools that can only be asked for', { abilities: { ...asked, jsonMode: false } }, 'strict-tool'],
    ['the same beside other tools', { abilities: asked, hasTools: true }, 'strict-tool'],
    [
      'a model that cannot be made to call',
      { abilities: noSchemas, capabilities: tools({ forced: false }) },
      'json',
    ],
    [
      'thoughts that rule out force',
      { abilities: { ...noSchemas, forcedWhileThinking: false }, isThinking: true },
      'json',
    ],
    ['nothing at all', { abilities: wordsAlone }, 'prompt'],
    ['any JSON', { hasSchema: false }, 'json'],
    ['any JSON beside tools', { hasSchema: false, hasTools: true }, 'prompt'],
    [
      'any JSON where there is no such mode',
      { hasSchema: false, abilities: { ...able, jsonMode: false } },
      'prompt',
    ],
  ];

  it.each(cases)('%s', (_name, changes, mode) => {
    expect(chooseMode(question(changes)).mode).toBe(mode);
  });

  it('means the schema to the letter where the form can say it', () => {
    expect(chooseMode(question()).strict).toBe(true);
    expect(chooseMode(question({ fits: { output: false, loose: true, tool: true } })).strict).toBe(false);
  });
});

describe('the choice of the tool', () => {
  const choice = (changes: Partial<ModeQuestion>) =>
    sentChoice(chooseMode(question({ abilities: noSchemas, ...changes })), 'object');

  it('is by name when it is alone, and any among others', () => {
    expect(choice({})).toEqual({ tool: 'object' });
    expect(choice({ hasTools: true })).toBe('required');
  });

  it('is free where a model that thinks cannot be made to', () => {
    const abilities = { ...noSchemas, jsonMode: false, forcedWhileThinking: false } as const;
    expect(choice({ abilities, isThinking: true })).toBe('auto');
  });
});

it('takes a mode of the caller’s where it is there', () => {
  expect(takeMode('forced-tool', question())?.mode).toBe('forced-tool');
  expect(takeMode('native', question({ abilities: noSchemas }))).toBeUndefined();
  expect(takeMode('strict-tool', question({ abilities: { ...able, strictTools: false } }))).toBeUndefined();
  expect(takeMode('json', question({ abilities: wordsAlone }))).toBeUndefined();
  expect(takeMode('prompt', question({ abilities: wordsAlone }))?.mode).toBe('prompt');
});
