import type { ObjectMode, ObjectSettings } from '../../client/objects/options.ts';
import { tool } from '../../client/tool.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
import type { ModelResponse } from '../../core/response.ts';
import { abilityOf } from '../../catalog/query.ts';
import type { CatalogModel } from '../../catalog/schema.ts';
import { checkAnswer, expectThat } from './checks.ts';
import type { Scenario, Stage } from './scenario.ts';
import { deterministic, onlyWith, roomy, unlessLacking } from './settings.ts';

const prompt = 'Generate a software engineer profile';

const profile: JsonObject = {
  type: 'object',
  properties: {
    name: { type: 'string', description: 'Full name' },
    age: { type: 'integer', minimum: 1, description: 'Age in years' },
    occupation: { type: 'string', description: 'Job or profession' },
  },
  required: ['name', 'age', 'occupation'],
  additionalProperties: false,
};

/** A person with a name, an age and a job: nothing empty, nothing besides. */
function checkProfile(object: unknown): void {
  expectThat(isRecord(object), 'The object must be an object.', object);
  const { name, age, occupation, ...rest } = object;
  const isText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  expectThat(isText(name), 'The name must be a text.', name);
  expectThat(Number.isInteger(age) && (age as number) > 0, 'The age must be a whole number above 0.', age);
  expectThat(isText(occupation), 'The occupation must be a text.', occupation);
  expectThat(Object.keys(rest).length === 0, 'Nothing else was asked for.', rest);
}

type Settings = Pick<ObjectSettings, 'tools' | 'temperature' | 'maxTokens' | 'seed' | 'reasoning'>;

interface Wish {
  readonly schema: JsonObject;
  readonly name: string;
  readonly mode?: ObjectMode;
}

function wishOf({ objectAs }: Stage, mode?: ObjectMode): Wish {
  const { mode: recorded, name = 'profile' } = objectAs ?? {};
  const said = recorded ?? mode;
  return { schema: profile, name, ...(said === undefined ? {} : { mode: said }) };
}

function settings({ facts }: Stage): Settings {
  return roomy(facts, { ...deterministic, maxTokens: 500 }, 2_000) as Settings;
}

type Telling = Pick<Scenario, 'id' | 'shows' | 'applies'> & Pick<Partial<Scenario>, 'ability'>;

function body(telling: Telling, mode?: ObjectMode): Scenario {
  return {
    type: 'text',
    ...telling,
    async run(stage) {
      const { client, model } = stage;
      const response = await client.generateObject(model, prompt, {
        ...settings(stage),
        ...wishOf(stage, mode),
      });
      checkProfile(response.object);
      checkAnswer(spokenOf(response));
    },
  };
}

function stream(telling: Telling, mode?: ObjectMode, more: Settings = {}): Scenario {
  return {
    type: 'text',
    ...telling,
    async run(stage) {
      const { client, model } = stage;
      const options = { ...settings(stage), ...more, ...wishOf(stage, mode) };
      const reading = await client.streamObject(model, prompt, options);
      let last: unknown;
      let count = 0;
      for await (const partial of reading) {
        checkGrowth(last, partial);
        last = partial;
        count += 1;
      }
      const object: unknown = await reading.object();
      expectThat(count > 0, 'Something of the object must have been shown.', count);
      expectThat(
        JSON.stringify(last) === JSON.stringify(object),
        'The last partial object must be the whole one.',
        last,
      );
      checkProfile(object);
      checkAnswer(spokenOf(await reading.response()));
    },
  };
}

/** What was shown stays: members do not go away, and texts only grow. */
function checkGrowth(before: unknown, after: unknown): void {
  if (!isRecord(before)) return;
  expectThat(isRecord(after), 'A partial object must stay an object.', after);
  for (const [name, value] of Object.entries(before)) {
    const next = after[name];
    const isKept =
      typeof value === 'string' && typeof next === 'string' ? next.startsWith(value) : name in after;
    expectThat(isKept, `What was shown of "${name}" must stay.`, [value, next]);
  }
}

// The conversation of an object that a tool took goes on with the object's text in place of the call.
function spokenOf(response: ModelResponse): ModelResponse {
  const message = response.context.messages.at(-1);
  return message?.role === 'assistant' ? { ...response, message } : response;
}

/** `true` unless nothing that could hold a model to a schema is there. */
function canAnswerWithObjects(model: CatalogModel | undefined): true | string {
  if (model === undefined) return true;
  const ways = ['output.jsonSchema', 'output.jsonMode', 'tools'] as const;
  const isLacking = ways.every((way) => abilityOf(model, way) === false);
  return isLacking ? 'the catalogue says that the model has neither JSON output nor tools' : true;
}

const weather = tool({
  name: 'get_weather',
  description: 'Get the current weather of a place',
  inputSchema: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
});

export const objectScenarios: readonly Scenario[] = [
  body({
    id: 'object_basic',
    shows: 'answers with an object that fits a schema',
    applies: canAnswerWithObjects,
  }),
  stream({
    id: 'object_streaming',
    shows: 'streams an object that fits a schema',
    applies: canAnswerWithObjects,
  }),
  stream(
    {
      id: 'object_streaming_json_schema',
      shows: 'is held to a schema by its provider',
      ability: 'output.jsonSchema',
      applies: onlyWith('output.jsonSchema'),
    },
    'native',
  ),
  stream(
    {
      id: 'object_streaming_tool_strict',
      shows: 'answers with the arguments of a strict tool',
      ability: 'tools.strict',
      applies: onlyWith('tools.strict'),
    },
    'strict-tool',
  ),
  stream({
    id: 'object_streaming_auto',
    shows: 'answers with an object in the way chosen for it',
    applies: canAnswerWithObjects,
  }),
  stream(
    {
      id: 'object_streaming_auto_with_tools',
      shows: 'answers with an object while it has tools',
      ability: 'output.withTools',
      applies: unlessLacking('tools', 'output.withTools'),
    },
    undefined,
    { tools: [weather] },
  ),
];
