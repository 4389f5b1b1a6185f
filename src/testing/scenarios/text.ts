import type { Chunk } from '../../core/chunk.ts';
import { isReqLLMError } from '../../core/error.ts';
import { user } from '../../core/context.ts';
import { checkAnswer, checkPrice, checkStream, expectThat, said } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { always, creative, deterministic, roomy, unlessLacking } from './settings.ts';

const basic: Scenario = {
  id: 'basic',
  shows: 'answers a prompt in one body',
  type: 'text',
  applies: always,
  async run({ client, model, facts }) {
    const response = await client.generateText(model, 'Hello world!', roomy(facts, deterministic, 2_000));
    checkAnswer(response);
    expectThat(said(response) !== '' || response.finishReason === 'length', 'The model must say something.');
    expectThat(response.toolCalls.length === 0, 'No tool was offered, so none may be called.');
  },
};

const streaming: Scenario = {
  id: 'streaming',
  shows: 'streams an answer that adds up to its response',
  type: 'text',
  ability: 'streaming.text',
  applies: unlessLacking('streaming.text'),
  async run({ client, model, facts }) {
    const stream = await client.streamText(model, 'Say hello in one short, imaginative sentence.', {
      system: 'You are a helpful, creative assistant.',
      ...roomy(facts, creative, 2_000),
    });
    const chunks: Chunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const response = await stream.response();
    checkAnswer(response);
    checkStream(chunks, response);
    const isCut = response.finishReason === 'length';
    expectThat(said(response) !== '' || isCut, 'Something must be said in the stream.');
    expectThat(response.toolCalls.length === 0, 'No tool was offered to the stream, so none may be called.');
  },
};

const tokenLimit: Scenario = {
  id: 'token_limit',
  shows: 'stops at `maxTokens`, and says so',
  type: 'text',
  applies: always,
  async run({ client, model, facts, heldTo }) {
    const options = roomy(facts, { temperature: 0.5, maxTokens: 100 }, 3_000);
    const response = await client.generateText(
      model,
      'Write a very long story about dragons and adventures',
      options,
    );
    checkAnswer(response);
    const { outputTokens, reasoningTokens } = response.usage;
    const limit = heldTo ?? options.maxTokens ?? 100;
    if (response.finishReason !== 'length')
      expectThat(response.text.trim().length >= 150, 'A long story was asked for.', response.text);
    else {
      const used = Math.max(outputTokens ?? 0, reasoningTokens ?? 0);
      expectThat(used >= limit / 2, `An answer cut at ${limit} tokens must have used them.`, used);
    }
    // Some do not hold thoughts to the limit (o1-pro, Grok), some count the mark of the end or the word that went over.
    const visible = (outputTokens ?? 0) - (reasoningTokens ?? 0);
    expectThat(visible <= limit * 1.1 + 16, `At most ${limit} tokens were allowed.`, visible);
  },
};

const usage: Scenario = {
  id: 'usage',
  shows: 'counts tokens and costs exactly',
  type: 'text',
  applies: always,
  async run({ client, model, facts }) {
    const response = await client.generateText(
      model,
      'Hi there!',
      roomy(facts, { ...deterministic, maxTokens: 16 }, 500),
    );
    checkAnswer(response);
    const { usage: used } = response;
    expectThat(used.status === 'final', 'The count must be final.', used.status);
    const isPriced = facts?.pricing?.basis === 'metered';
    expectThat(!isPriced || used.cost !== null, 'A model with a price must have a cost.');
    checkPrice(used, facts);
  },
};

const contextAppend: Scenario = {
  id: 'context_append',
  shows: 'goes on with the conversation of its answer',
  type: 'text',
  applies: always,
  async run({ client, model, facts }) {
    const options = roomy(facts, { ...deterministic, maxTokens: 1_024 }, 1_024);
    const first = await client.generateText(model, "Respond with a single word 'Hi'.", options);
    checkAnswer(first);
    const again = await client.generateText(model, [...first.context.messages, user('Hi again')], options);
    checkAnswer(again);
    expectThat(
      again.context.messages.length === 4,
      'There must be four turns.',
      again.context.messages.length,
    );
  },
};

const multiTurn: Scenario = {
  id: 'multi_turn',
  shows: 'remembers what was said before',
  type: 'text',
  applies: always,
  async run({ client, model, facts }) {
    const options = roomy(facts, { temperature: 0, maxTokens: 200 }, 1_024);
    const first = await client.generateText(model, 'My favorite number is 42. Please remember it.', options);
    const question = user('What is my favorite number? Answer with the number only.');
    const second = await client.generateText(model, [...first.context.messages, question], options);
    checkAnswer(second);
    expectThat(second.text.includes('42'), 'The answer must be 42.', second.text);
  },
};

const stopSequence: Scenario = {
  id: 'stop_sequence',
  shows: 'ends before a stop sequence',
  type: 'text',
  ability: 'sampling.stop',
  isOptional: true,
  applies: unlessLacking('sampling.stop'),
  async run({ client, model, facts }) {
    const options = roomy(facts, { temperature: 0, maxTokens: 200, stop: 'STOP' }, 1_024);
    const prompt = 'Write exactly these three words on one line and nothing else: ALPHA STOP OMEGA';
    const response = await client.generateText(model, prompt, { ...options, onUnsupported: 'error' });
    checkAnswer(response);
    expectThat(!response.text.includes('OMEGA'), 'Nothing may follow the stop sequence.', response.text);
    expectThat(response.finishReason === 'stop', 'The end must be a stop.', response.finishReason);
  },
};

const logprobs: Scenario = {
  id: 'logprobs',
  shows: 'tells how likely its tokens were',
  type: 'text',
  ability: 'sampling.logprobs',
  isOptional: true,
  applies: unlessLacking('sampling.logprobs'),
  async run({ client, model }) {
    const response = await client.generateText(model, 'Say hi.', {
      ...deterministic,
      logprobs: 2,
      onUnsupported: 'error',
    });
    checkAnswer(response);
    const { logprobs: tokens = [] } = response;
    expectThat(tokens.length > 0, 'There must be log probabilities.');
    const bad = tokens.find(({ logprob }) => logprob > 0);
    expectThat(bad === undefined, 'A log probability is at most 0.', bad);
  },
};

const abort: Scenario = {
  id: 'abort',
  shows: 'stops when told, with what there was',
  type: 'text',
  ability: 'streaming.text',
  applies: unlessLacking('streaming.text'),
  async run({ client, model, facts }) {
    const controller = new AbortController();
    const options = roomy(facts, { maxTokens: 1_000 }, 1_000);
    const stream = await client.streamText(model, 'Count from 1 to 300, separated by commas.', {
      ...options,
      signal: controller.signal,
    });
    let seen = 0;
    try {
      for await (const chunk of stream) {
        if (chunk.type === 'text' || chunk.type === 'reasoning') seen += 1;
        if (seen === 3) controller.abort();
      }
    } catch (error) {
      expectThat(
        isReqLLMError(error) && error.code === 'aborted',
        'The failure must be `aborted`.',
        String(error),
      );
      const { partial } = error;
      expectThat(partial !== undefined && said(partial) !== '', 'What had arrived must be there.');
      expectThat(
        partial.usage.status !== 'final',
        'The count must not claim to be final.',
        partial.usage.status,
      );
      return;
    }
    expectThat(false, 'The stream must end with a failure when it is aborted.');
  },
};

export const textScenarios: readonly Scenario[] = [
  basic,
  streaming,
  tokenLimit,
  usage,
  contextAppend,
  multiTurn,
  stopSequence,
  logprobs,
  abort,
];
