import { toolResult } from '../../core/context.ts';
import type { ToolCallPart } from '../../core/message.ts';
import type { ModelResponse } from '../../core/response.ts';
import { tool } from '../../client/tool.ts';
import type { ToolDefinition } from '../../core/tool.ts';
import { isRecord } from '../../core/json.ts';
import { abilityOf } from '../../catalog/query.ts';
import { checkAnswer, expectThat } from './checks.ts';
import type { Scenario, Stage } from './scenario.ts';
import { deterministic, roomy, toolBudget, unlessLacking } from './settings.ts';

const text = { type: 'string' } as const;

const getWeather: ToolDefinition = tool({
  name: 'get_weather',
  description: 'Get the current weather of a place',
  inputSchema: {
    type: 'object',
    properties: {
      location: { ...text, description: 'City and country' },
      unit: { ...text, enum: ['celsius', 'fahrenheit'] },
    },
    required: ['location'],
  },
});
const tellJoke: ToolDefinition = tool({
  name: 'tell_joke',
  description: 'Tell a joke about a topic',
  inputSchema: { type: 'object', properties: { topic: text }, required: ['topic'] },
});
const getTime: ToolDefinition = tool({ name: 'get_time', description: 'Get the current time' });
const add: ToolDefinition = tool({
  name: 'add',
  description: 'Add two whole numbers',
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    required: ['a', 'b'],
  },
});

function settings(stage: Stage): ReturnType<typeof roomy> {
  const budget = toolBudget(stage.facts);
  return roomy(stage.facts, { ...deterministic, maxTokens: budget }, 2 * budget);
}

/** Calls that may be run: an id, a name that was offered, and arguments that could be read. */
function checkCalls({ toolCalls, finishReason }: ModelResponse, offered: readonly ToolDefinition[]): void {
  const ids = toolCalls.map(({ id }) => id);
  expectThat(
    ids.every((id) => id !== '') && new Set(ids).size === ids.length,
    'Each call needs an id of its own.',
    ids,
  );
  for (const call of toolCalls) {
    const isOffered = offered.some(({ name }) => name === call.name);
    expectThat(isOffered, 'Only a tool that was offered may be called.', call.name);
    const isReadable = call.invalid === undefined && isRecord(call.input);
    expectThat(
      isReadable || finishReason === 'length',
      'The arguments must be an object.',
      call.raw ?? call.input,
    );
  }
  if (toolCalls.length > 0)
    expectThat(
      finishReason === 'tool-calls' || finishReason === 'stop' || finishReason === 'length',
      'A turn that calls tools must end for that reason.',
      finishReason,
    );
}

function callOf(response: ModelResponse, name: string): ToolCallPart {
  const call = response.toolCalls.find((each) => each.name === name);
  expectThat(
    call !== undefined,
    `The model must call ${name}.`,
    response.toolCalls.map((each) => each.name),
  );
  return call;
}

function argument({ input }: ToolCallPart, name: string): unknown {
  return isRecord(input) ? input[name] : undefined;
}

const multiTool: Scenario = {
  id: 'multi_tool',
  shows: 'chooses the right one of three tools, with the right arguments',
  type: 'text',
  ability: 'tools',
  applies: unlessLacking('tools'),
  async run(stage) {
    const tools = [getWeather, tellJoke, getTime];
    const prompt = "What's the weather like in Paris, France?";
    const response = await stage.client.generateText(stage.model, prompt, { ...settings(stage), tools });
    checkAnswer(response);
    checkCalls(response, tools);
    const place = argument(callOf(response, 'get_weather'), 'location');
    expectThat(typeof place === 'string' && /paris/i.test(place), 'The place must be Paris.', place);
  },
};

const noTool: Scenario = {
  id: 'no_tool',
  shows: 'calls no tool where none is wanted',
  type: 'text',
  ability: 'tools',
  applies: unlessLacking('tools'),
  async run(stage) {
    const options = { ...settings(stage), tools: [getWeather] };
    const response = await stage.client.generateText(stage.model, 'Tell me a joke about cats', options);
    checkAnswer(response);
    expectThat(response.toolCalls.length === 0, 'A joke needs no weather.', response.toolCalls);
  },
};

const toolRoundTrip: Scenario = {
  id: 'tool_round_trip',
  shows: 'calls a tool and answers with its result',
  type: 'text',
  ability: 'tools',
  applies: unlessLacking('tools'),
  async run(stage) {
    const { client, model, facts } = stage;
    const canForce = facts === undefined || abilityOf(facts, 'tools.forced') !== false;
    const prompt =
      "Use the add tool to compute 2 + 3. After the tool result arrives, respond with 'sum=<value>'.";
    const first = await client.generateText(model, prompt, {
      ...settings(stage),
      tools: [add],
      toolChoice: canForce ? { tool: 'add' } : 'required',
    });
    checkAnswer(first);
    checkCalls(first, [add]);
    const call = callOf(first, 'add');
    const [a, b] = [argument(call, 'a'), argument(call, 'b')];
    expectThat(Number(a) + Number(b) === 5, 'The arguments must be 2 and 3.', call.input);
    const results = first.toolCalls.map((each) => toolResult(each, '5'));
    const second = await client.generateText(model, [...first.context.messages, ...results], settings(stage));
    checkAnswer(second);
    expectThat(second.text.includes('5'), 'The answer must hold the sum.', second.text);
    expectThat(second.toolCalls.length === 0, 'Nothing is left to call.', second.toolCalls);
  },
};

const parallelTools: Scenario = {
  id: 'parallel_tools',
  shows: 'calls two tools in one turn',
  type: 'text',
  ability: 'tools.parallel',
  applies: unlessLacking('tools', 'tools.parallel'),
  async run(stage) {
    const response = await stage.client.generateText(
      stage.model,
      'What is the weather in Paris and in Tokyo? Ask for both at once.',
      { ...settings(stage), tools: [getWeather] },
    );
    checkAnswer(response);
    checkCalls(response, [getWeather]);
    const places = response.toolCalls.map((call) => String(argument(call, 'location')).toLowerCase()).sort();
    const isBoth =
      places.some((place) => place.includes('paris')) && places.some((place) => place.includes('tokyo'));
    expectThat(isBoth, 'Both cities must be asked for.', places);
  },
};

// The ids of four providers that others refuse: too long, with characters of their own, or not theirs.
const foreignIds: readonly string[] = [
  'call_0123456789abcdefghijklmnopqrstuvwxyz0123',
  'toolu_01A2b3C4d5E6f7G8h9',
  'functions.add:0',
  'tooluse_-aB_cD|eF',
];

const toolIdCompat: Scenario = {
  id: 'tool_id_compat',
  shows: 'takes over tool calls that another provider made',
  type: 'text',
  ability: 'tools',
  applies: unlessLacking('tools'),
  async run(stage) {
    for (const id of foreignIds) {
      const call = { type: 'tool-call', id, name: 'add', input: { a: 2, b: 3 } } as const;
      const origin = { provider: 'elsewhere', protocol: 'elsewhere', model: 'another' };
      const response = await stage.client.generateText(
        stage.model,
        [
          { role: 'user', content: 'What is 2 + 3? Use the tool.' },
          { role: 'assistant', content: [call], origin },
          toolResult(call, '5'),
        ],
        { ...settings(stage), tools: [add] },
      );
      checkAnswer(response);
      expectThat(response.text.includes('5'), `The answer after the id ${id} must be 5.`, response.text);
    }
  },
};

export const toolScenarios: readonly Scenario[] = [
  multiTool,
  noTool,
  toolRoundTrip,
  parallelTools,
  toolIdCompat,
];
