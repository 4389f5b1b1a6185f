// Recordings that pass, made wrong by hand: the scenario must not pass any more. It shows how strict the scenarios are.
import { beforeAll, describe, expect, test } from 'vitest';
import { scenarios } from '../../src/testing/scenarios/list.ts';
import { type Take, takes } from './evidence/recorded.ts';
import { operationTakes } from './evidence/recorded-operations.ts';
import { tryOperation } from './evidence/try-operations.ts';
import { tryTake } from './evidence/try-takes.ts';
import { answerTo, type Change, rewritten } from './evidence/wrong-takes.ts';
import { absence, hasCorpus } from './recordings.ts';

const uncounted = rewritten((text) => text.replace(/"(usage|usageMetadata)":/g, '"counted":'));
const without = (pattern: RegExp, by: string): Change => rewritten((text) => text.replace(pattern, by));

const holds =
  (pattern: RegExp) =>
  ({ recordings }: Take): boolean =>
    recordings.some(({ response }) => pattern.test(JSON.stringify(response)));
const isByTool = holds(/tool_calls|tool_use|functionCall|function_call/);
const isCut = holds(/"length|MAX_TOKENS|max_tokens|max_output_tokens/);
// Some greet in a story's length.
const isLong = holds(/(?:content|text)\\?": ?\\?"(?:[^"\\]|\\.){150}/);

const wrong: readonly (readonly [scenario: string, what: string, change: Change])[] = [
  ['basic', 'a tool is called', answerTo('multi_tool')],
  ['basic', 'nothing was counted', uncounted],
  ['streaming', 'nothing was counted', uncounted],
  ['streaming', 'an object is streamed by a tool', answerTo('object_streaming', isByTool)],
  ['streaming', 'the end is missing', rewritten((text) => text.slice(0, text.length / 2))],
  ['token_limit', 'the answer is short', answerTo('usage', (take) => !isCut(take) && !isLong(take))],
  [
    'token_limit',
    'more tokens than were allowed',
    without(/"(completion_tokens|output_tokens|candidatesTokenCount|outputTokens)": ?\d+/g, '"$1":9000'),
  ],
  ['usage', 'nothing was counted', uncounted],
  [
    'usage',
    'no tokens went in',
    without(/"(prompt_tokens|input_tokens|promptTokenCount|inputTokens)": ?\d+/g, '"$1":0'),
  ],
  ['multi_tool', 'no tool is called', answerTo('no_tool')],
  ['multi_tool', 'another tool is called', without(/get_weather/g, 'tell_joke')],
  ['multi_tool', 'a tool that was not offered is called', without(/get_weather/g, 'get_whether')],
  ['multi_tool', 'another place is asked for', without(/Paris/g, 'Rome')],
  ['no_tool', 'a tool is called', answerTo('multi_tool')],
  ['tool_round_trip', 'no tool is called', answerTo('no_tool')],
  ['tool_round_trip', 'another tool is called', without(/"add"/g, '"subtract"')],
  ['tool_round_trip', 'the sum is wrong', rewritten((text) => text.replace(/5/g, '6'), 'last')],
  ['object_basic', 'there is no object', answerTo('basic')],
  ['object_basic', 'the age is missing', without(/age(?=\\*")/g, 'era')],
  ['object_streaming', 'there is no object', answerTo('streaming')],
  ['object_streaming', 'the end is missing', rewritten((text) => text.slice(0, text.length / 2))],
  ['reasoning_basic', 'another answer', answerTo('usage')],
  ['reasoning_basic', 'the product is wrong', without(/84/g, '83')],
  ['reasoning_streaming', 'another answer', answerTo('streaming')],
  ['web_search_basic', 'no source', answerTo('basic')],
  ['web_search_streaming', 'no source', answerTo('streaming')],
  ['grounding_basic', 'no source', answerTo('basic')],
  ['grounding_streaming', 'no source', without(/groundingMetadata/g, 'otherMetadata')],
  ['grounding_with_context', 'no source', answerTo('basic')],
];

describe.runIf(hasCorpus())('recordings made wrong', () => {
  // Only of what passes can be told that it was made wrong.
  let good: Take[] = [];
  beforeAll(async () => {
    const byId = new Map(scenarios.map((each) => [each.id, each]));
    for (const take of takes()) {
      const scenario = byId.get(take.scenario);
      if (scenario !== undefined && (await tryTake(take, scenario))?.result === 'pass')
        good = [...good, take];
    }
  }, 300_000);

  test.each(wrong)('%s: %s', async (id, _, change) => {
    const scenario = scenarios.find((each) => each.id === id);
    if (scenario === undefined) throw new TypeError(`There is no ${id}.`);
    const passed: string[] = [];
    let count = 0;
    for (const take of good.filter((each) => each.scenario === id)) {
      const other = change(take, good);
      if (other === undefined) continue;
      count += 1;
      if ((await tryTake(other, scenario))?.result === 'pass') passed.push(`${take.spec} ${take.family}`);
    }
    expect(passed).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

// Numbers stand in lists or, packed, in base64.
const zeros = (text: string): string =>
  text
    .replace(/-?\d+(\.\d+(e-?\d+)?|e-?\d+)/gi, '0')
    .replace(/([[,]\s*)-?\d+(?=\s*[,\]])/g, '$10')
    .replace(/"(embedding|data)": ?"[\w+/=]{16,}"/g, (all) =>
      all.replace(/[\w+/]{16,}={0,2}/, 'AAAA'.repeat(64)),
    );
const wrongOperations: readonly (readonly [
  scenario: string,
  what: string,
  change: (text: string) => string,
])[] = [
  ['embed_basic', 'a vector of zeros', zeros],
  [
    'embed_basic',
    'no vectors',
    (text) => text.replace(/"(embedding|embeddings|predictions|values)":/g, '"nothing":'),
  ],
  ['embed_batch', 'vectors of zeros', zeros],
  ['rerank_basic', 'one place for all', (text) => text.replace(/"index": ?\d+/g, '"index":0')],
  [
    'rerank_basic',
    'one score for all',
    (text) => text.replace(/"relevance_score": ?[\d.e-]+/g, '"relevance_score":1'),
  ],
  [
    'image_basic',
    'no image in the file',
    (text) => text.replace(/"(b64_json|data|bytesBase64Encoded)": ?"\w{12}/g, '"$1":"AAAAAAAAAAAA'),
  ],
  ['image_basic', 'an address that is none', (text) => text.replace(/https:/g, 'nowhere:')],
  ['transcription_basic', 'nothing was heard', (text) => text.replace(/"text": ?"[^"]*"/g, '"text":" "')],
];

describe.runIf(hasCorpus())('recordings of other work made wrong', () => {
  test.each(wrongOperations)('%s: %s', async (id, _, change) => {
    const scenario = scenarios.find((each) => each.id === id);
    if (scenario === undefined) throw new TypeError(`There is no ${id}.`);
    const passed: string[] = [];
    let count = 0;
    for (const take of operationTakes().filter((each) => each.scenario === id)) {
      const { recording } = take;
      const { body } = recording.response;
      const text = body?.text ?? JSON.stringify(body?.json ?? null);
      const other = change(text);
      if (other === text || (await tryOperation(take, scenario)).result !== 'pass') continue;
      count += 1;
      const response = { ...recording.response, body: { text: other } };
      const tried = await tryOperation({ ...take, recording: { ...recording, response } }, scenario);
      if (tried.result === 'pass') passed.push(take.spec);
    }
    expect(passed).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });
});

test.runIf(!hasCorpus())('nothing was recorded here', () => console.log(absence));
