import type { CallBody } from '../../core/call.ts';
import { isRecord, type Json } from '../../core/json.ts';
import { type Message, textOf } from '../../core/message.ts';
import { functionTools } from '../../core/call.ts';
import { sampleOf } from '../sample.ts';
import type { Turn } from '../turn.ts';

/**
 * A simulated model that gives each scenario the answer it asks for: `simulator({ turns: scenarioActor })`. It shows that
 * a protocol carries the scenario, and nothing of any real model.
 */
export function scenarioActor(call: CallBody): Turn {
  const turn = answerTo(call);
  return call.reasoning === undefined ? turn : { reasoning: 'Step by step, then the answer.', ...turn };
}

function answerTo(call: CallBody): Turn {
  const last = call.messages.at(-1);
  const prompt = promptOf(call.messages);
  const scripted = script.find(([pattern]) => pattern.test(prompt))?.[1];
  if (scripted !== undefined) return scripted(call);
  if (last?.role === 'tool') return { text: 'sum=5' };
  return { text: `Simulated answer, no model ran. You said: ${prompt.slice(0, 200)}` };
}

function promptOf(messages: readonly Message[]): string {
  const asked = messages.findLast(({ role }) => role === 'user');
  return asked === undefined ? '' : textOf(asked);
}

const long =
  'The dragon flew over the mountains, and the adventurers went on their way through the snow. '.repeat(3);
const chip = { kind: 'url', url: 'https://news.example/model', title: 'A model is announced' } as const;

// By the prompt; the first that fits answers.
const script: readonly (readonly [prompt: RegExp, answer: (call: CallBody) => Turn])[] = [
  [
    /very long story/,
    ({ maxTokens = 100 }) => ({
      text: long,
      finishReason: 'length',
      usage: { outputTokens: maxTokens - 10 },
    }),
  ],
  [/my favorite number\?/, () => ({ text: '42' })],
  [/ALPHA STOP OMEGA/, () => ({ text: 'ALPHA ', finishReason: 'stop' })],
  [/^Say hi\.$/, () => ({ text: 'hi', logprobs: [{ token: 'hi', logprob: -0.25, top: [] }] })],
  [/Count from 1 to 300/, () => ({ text: Array.from({ length: 300 }, (_, at) => `${at + 1}`).join(', ') })],
  [/weather in Paris and in Tokyo/, () => ({ toolCalls: [weatherIn('Paris'), weatherIn('Tokyo')] })],
  [/weather like in Paris/, () => ({ toolCalls: [weatherIn('Paris')] })],
  [/joke about cats/, () => ({ text: 'Why do cats not play cards in the jungle? Too many cheetahs.' })],
  [
    /compute 2 \+ 3/,
    (call) =>
      isAnswered(call) ? { text: 'sum=5' } : { toolCalls: [{ name: 'add', input: { a: 2, b: 3 } }] },
  ],
  [/What is 2 \+ 3\?/, () => ({ text: '5' })],
  [/engineer profile/, profileTurn],
  [/12\*7/, () => ({ reasoning: '12 times 7.', text: '84' })],
  [/15\*3/, () => ({ reasoning: '15 times 3.', text: '45' })],
  [/17\+17/, () => ({ reasoning: '17 and 17.', signature: 'sig', text: '34' })],
  [/double that/, () => ({ text: '68' })],
  [
    /web search|headlines|tech announcements|weather like there/,
    () => ({ text: 'A model was announced today.', sources: [chip] }),
  ],
  [/colour is this square/, () => ({ text: 'Red' })],
  [/How many rules/, (call) => ({ text: '400', usage: cachedUsage(call) })],
  [/balance of Ada/, balanceTurn],
];

function weatherIn(location: string): { name: string; input: Json } {
  return { name: 'get_weather', input: { location, unit: 'celsius' } };
}

function isAnswered({ messages }: CallBody): boolean {
  return messages.some(({ role }) => role === 'tool');
}

const person: Json = { name: 'Ada Byron', age: 36, occupation: 'Software engineer' };

// The object comes as the call asks for it: by a tool or as the answer.
function profileTurn(call: CallBody): Turn {
  const { toolChoice } = call;
  const tools = functionTools(call).filter(({ name }) => name !== 'get_weather');
  const wanted = isRecord(toolChoice) ? tools.find(({ name }) => name === toolChoice['tool']) : tools[0];
  return wanted === undefined ? { object: person } : { toolCalls: [{ name: wanted.name, input: person }] };
}

function cachedUsage({ messages }: CallBody): { inputTokens: number; cacheReadTokens: number } {
  const inputTokens = Math.ceil(JSON.stringify(messages).length / 4);
  return { inputTokens, cacheReadTokens: Math.floor(inputTokens / 2) };
}

const steps: readonly (readonly [tool: string, input: Json])[] = [
  ['find_customer', { name: 'Ada' }],
  ['find_account', { customer_id: 'c-7' }],
  ['get_balance', { account_id: 'a-9' }],
];

function balanceTurn(call: CallBody): Turn {
  const done = call.messages.filter(({ role }) => role === 'tool').length;
  const [name, input] = steps[done] ?? [];
  const usage = cachedUsage(call);
  return name === undefined
    ? { text: 'The balance is 42.', usage }
    : { toolCalls: [{ name, input: input ?? sampleOf({}, name) }], usage };
}
