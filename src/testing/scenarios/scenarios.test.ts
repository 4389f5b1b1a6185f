import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';
import { visit } from '../../../test/support/source-file.ts';
import { models } from '../../catalog/models.ts';
import type { CallBody } from '../../core/call.ts';
import type { Json } from '../../core/json.ts';
import type { Turn } from '../turn.ts';
import { scenarioActor } from './actor.ts';
import { scenarios } from './list.ts';
import { runScenario } from './run.ts';
import type { Scenario, ScenarioResult } from './scenario.ts';

const simulators = useSimulators();

/** Where each scenario is tried: on a protocol that can say all it is about. */
const modelOf = (id: string): string => {
  if (id.startsWith('embed')) return 'openai:text-embedding-3-small';
  if (id.startsWith('rerank')) return 'openrouter:voyageai/rerank-2.5-lite';
  if (id.startsWith('image_basic')) return 'openai:gpt-image-1';
  if (id.startsWith('speech')) return 'openai:gpt-4o-mini-tts';
  if (id.startsWith('transcription')) return 'openai:whisper-1';
  if (id.startsWith('grounding')) return 'google:gemini-2.5-flash';
  if (id.startsWith('web_search')) return 'openai:gpt-5-mini';
  if (/cach/.test(id)) return 'anthropic:claude-haiku-4-5';
  if (id.startsWith('reasoning')) return 'anthropic:claude-haiku-4-5';
  return 'openai:gpt-4o-mini';
};

async function tryOn(
  id: string,
  turns: (call: CallBody, number: number) => Turn,
  model: string = modelOf(id),
): Promise<ScenarioResult> {
  const simulator = await simulators.start({ turns, ...(id === 'abort' ? { pace: { frameMs: 4 } } : {}) });
  const scenario = scenarios.find((each) => each.id === id);
  if (scenario === undefined) throw new TypeError(`No scenario ${id}.`);
  const facts = models.find(model);
  const wanted: Scenario = { ...scenario, applies: () => true };
  const result = await runScenario(wanted, {
    client: simulator.client({ defaults: { retry: 0 } }),
    model,
    ...(facts.ok ? { facts: facts.model } : {}),
  });
  await simulator.close();
  return result;
}

describe('an answer as it should be passes', () => {
  test.each(scenarios.map(({ id }) => id))('%s', async (id) => {
    const { scenario, outcome, reason } = await tryOn(id, scenarioActor);
    expect({ scenario, outcome, reason }).toEqual({ scenario: id, outcome: 'pass' });
  });
});

type Change = (turn: Turn, call: CallBody, number: number) => Turn;

const says =
  (text: string): Change =>
  () => ({ text });
const counts =
  (usage: NonNullable<Turn['usage']>): Change =>
  (turn) => ({ ...turn, usage: { ...turn.usage, ...usage } });
const ada = { name: 'Ada', age: 36, occupation: 'Engineer' };
const object =
  (value: Record<string, Json>): Change =>
  () => ({ object: value });
const calls =
  (...toolCalls: NonNullable<Turn['toolCalls']>): Change =>
  () => ({ toolCalls });
/** The second answer is another one. */
const then =
  (change: Change): Change =>
  (turn, call, number) =>
    number === 1 ? turn : change(turn, call, number);
const weather = (input: Json, id?: string): NonNullable<Turn['toolCalls']>[number] => ({
  name: 'get_weather',
  input,
  ...(id === undefined ? {} : { id }),
});
const addition = { name: 'add', input: { a: 2, b: 3 } };

/** Answers with something wrong in them, and what each scenario must say about it. */
const wrong: readonly (readonly [scenario: string, expected: string, change: Change])[] = [
  ['basic', 'The answer must hold text, thoughts or a tool call', says('')],
  ['basic', 'The prompt must have tokens', counts({ inputTokens: 0 })],
  ['basic', 'Thoughts must be a part of the output', counts({ outputTokens: 5, reasoningTokens: 50 })],
  [
    'basic',
    'The model must say something',
    () => ({ text: '', usage: { outputTokens: 9, reasoningTokens: 5 } }),
  ],
  ['basic', 'No tool was offered', () => ({ text: 'Well', toolCalls: [{ name: 'ghost', input: {} }] })],
  ['streaming', 'The answer must hold text, thoughts or a tool call', says('')],
  [
    'streaming',
    'Something must be said in the stream',
    () => ({ text: '', usage: { outputTokens: 9, reasoningTokens: 5 } }),
  ],
  [
    'streaming',
    'No tool was offered to the stream',
    () => ({ text: 'Well', toolCalls: [{ name: 'ghost', input: {} }] }),
  ],
  ['token_limit', 'A long story was asked for', says('Once.')],
  ['token_limit', 'An answer cut at 100 tokens', (turn) => ({ ...turn, usage: { outputTokens: 10 } })],
  ['token_limit', 'At most', (turn) => ({ ...turn, usage: { outputTokens: 400 } })],
  ['usage', 'The prompt must have tokens', counts({ inputTokens: 0 })],
  ['context_append', 'The answer must hold text, thoughts or a tool call', then(says(''))],
  ['multi_turn', 'The answer must be 42', then(says('I do not know.'))],
  ['stop_sequence', 'Nothing may follow the stop sequence', says('ALPHA STOP OMEGA')],
  ['stop_sequence', 'The end must be a stop', () => ({ text: 'ALPHA ', finishReason: 'length' })],
  ['logprobs', 'There must be log probabilities', says('hi')],
  [
    'logprobs',
    'A log probability is at most 0',
    () => ({ text: 'hi', logprobs: [{ token: 'hi', logprob: 3 }] }),
  ],
  ['abort', 'The stream must end with a failure', says('1')],
  [
    'abort',
    'The failure must be `aborted`',
    () => ({ text: '1, 2, 3, 4', fault: { type: 'reset', after: 3 } }),
  ],
  ['multi_tool', 'The model must call get_weather', says('It is sunny.')],
  ['multi_tool', 'The place must be Paris', calls(weather({ location: 'Rome' }))],
  [
    'multi_tool',
    'Only a tool that was offered',
    calls(weather({ location: 'Paris' }), { name: 'ghost', input: {} }),
  ],
  [
    'multi_tool',
    'Each call needs an id of its own',
    calls(weather({ location: 'Paris' }, 'a'), weather({ location: 'Paris' }, 'a')),
  ],
  ['multi_tool', 'The arguments must be an object', calls(weather('Paris'))],
  [
    'multi_tool',
    'A turn that calls tools must end for that reason',
    () => ({ toolCalls: [weather({ location: 'Paris' })], finishReason: 'content-filter' }),
  ],
  ['no_tool', 'A joke needs no weather', calls(weather({ location: 'Paris' }))],
  ['tool_round_trip', 'The model must call add', says('5')],
  ['tool_round_trip', 'The arguments must be 2 and 3', calls({ name: 'add', input: { a: 2, b: 2 } })],
  ['tool_round_trip', 'The answer must hold the sum', then(says('six'))],
  ['tool_round_trip', 'Nothing is left to call', then(() => ({ text: '5', toolCalls: [addition] }))],
  ['parallel_tools', 'Both cities must be asked for', calls(weather({ location: 'Paris' }))],
  ['tool_id_compat', 'The answer after the id', says('six')],
  ['object_basic', 'fit the schema (at age)', object({ ...ada, age: 'old' })],
  ['object_basic', 'The name must be a text', object({ ...ada, name: ' ' })],
  ['object_basic', 'The occupation must be a text', object({ ...ada, occupation: '' })],
  ['object_basic', 'answered with something that does not fit', says('I would rather not.')],
  ['object_streaming', 'The name must be a text', object({ ...ada, name: ' ' })],
  ['object_streaming_auto', 'fit the schema', object({ name: 'Ada' })],
  ['object_streaming_auto_with_tools', 'fit the schema', object({ ...ada, more: 1 })],
  ['object_streaming_json_schema', 'fit the schema', says('no')],
  ['object_streaming_tool_strict', 'fit the schema', calls({ name: 'profile', input: { ...ada, age: 0 } })],
  ['reasoning_basic', 'There must be thoughts', says('84')],
  ['reasoning_basic', 'The product is 84', () => ({ reasoning: 'hm', text: '83' })],
  ['reasoning_streaming', 'There must be thoughts', says('45')],
  ['reasoning_streaming', 'The product is 45', () => ({ reasoning: 'hm', text: '44' })],
  ['reasoning_round_trip', 'There must be thoughts', says('34')],
  ['reasoning_round_trip', 'The double is 68', then(() => ({ reasoning: 'hm', text: '67' }))],
  ['web_search_basic', 'There must be an answer', () => ({ toolCalls: [addition] })],
  ['web_search_basic', 'The answer must name its sources', says('A model.')],
  ['web_search_streaming', 'The answer must name its sources', says('A model.')],
  ['grounding_basic', 'The answer must name its sources', says('News.')],
  ['grounding_streaming', 'The answer must name its sources', says('News.')],
  ['grounding_with_context', 'The answer must name its sources', says('Rain.')],
  [
    'web_search_basic',
    'A source must have an address',
    () => ({ text: 'A model.', sources: [{ kind: 'url', url: 'ftp://x' }] }),
  ],
  ['image_input', 'The square is red', says('Blue')],
  ['prompt_caching', 'The second prompt must come from the cache', says('400')],
  ['sequential_tool_cache', 'Each tool must be called once, in order', says('42')],
  [
    'sequential_tool_cache',
    'The balance is 42',
    (turn) => (turn.text === undefined ? turn : { ...turn, text: 'unknown' }),
  ],
  ['sequential_tool_cache', 'Later turns must read from the cache', counts({ cacheReadTokens: 0 })],
  ['labels_basic', 'There must be a word', says('…')],
];

describe('an answer that is not as it should be fails', () => {
  test.each(wrong)('%s: %s', async (id, expected, change) => {
    const result = await tryOn(id, (call, number) => change(scenarioActor(call), call, number));
    expect(result).toMatchObject({ outcome: 'fail', layer: 'assertion' });
    expect(result.reason).toContain(expected);
  });

  test('each scenario can fail', () => {
    const tried = new Set(wrong.map(([id]) => id));
    const broken = readFileSync(new URL('broken.test.ts', import.meta.url), 'utf8');
    const isTried = (id: string): boolean => tried.has(id) || broken.includes(`'${id}'`);
    expect(scenarios.map(({ id }) => id).filter((id) => !isTried(id))).toEqual([]);
  });

  test('each assertion of a scenario is seen to fail, here or in the tests beside', () => {
    const beside = ['checks.test.ts', 'broken.test.ts'].map((name) =>
      readFileSync(new URL(name, import.meta.url), 'utf8'),
    );
    const seen = [...wrong.map(([, expected]) => expected), ...beside];
    const missing = expectations().filter(
      (text) => !seen.some((each) => each.includes(text) || text.includes(each)),
    );
    expect(missing).toEqual([]);
  });
});

describe('the layer of a failure', () => {
  test.each([
    ['transport', { fault: { type: 'status', status: 500 } }],
    ['transport', { fault: { type: 'status', status: 401 } }],
    ['decode', { fault: { type: 'html' } }],
  ] as const)('%s: %j', async (layer, turn) => {
    expect(await tryOn('basic', () => turn)).toMatchObject({ outcome: 'fail', layer });
  });

  test('what the format lacks is skipped, and said', async () => {
    const result = await tryOn('labels_basic', scenarioActor, 'anthropic:claude-haiku-4-5');
    expect(result).toMatchObject({ outcome: 'skip', reason: expect.stringContaining('metadata') });
  });
});

/** The first words of what each `expectThat` of the scenarios says. */
function expectations(): string[] {
  const folder = new URL('.', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return names.flatMap((name) => {
    const found: string[] = [];
    const tree = ts.createSourceFile(
      name,
      readFileSync(new URL(name, folder), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    visit(tree, (node) => {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'expectThat') return;
      const said = node.arguments[1];
      if (said === undefined) return;
      if (ts.isStringLiteralLike(said)) found.push(said.text.replace(/\.$/, ''));
      else if (ts.isTemplateExpression(said) && said.head.text !== '') found.push(said.head.text.trim());
      else throw new TypeError(`${name}: ${said.getText()} says nothing that can be looked for.`);
    });
    return found;
  });
}
