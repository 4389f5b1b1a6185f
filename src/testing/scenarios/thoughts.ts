import type { Chunk } from '../../core/chunk.ts';
import { user } from '../../core/context.ts';
import type { ModelResponse } from '../../core/response.ts';
import { checkAnswer, checkStream, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { onlyWith } from './settings.ts';

const thinking = { reasoning: 'low', maxTokens: 5_000, temperature: 1 } as const;

/** Thoughts were had: shown, counted, or at least proved. */
function checkThoughts({ reasoning = '', message, usage }: ModelResponse): void {
  const isProved = message.content.some((part) => part.type === 'reasoning' || part.type === 'extra');
  expectThat(
    reasoning !== '' || (usage.reasoningTokens ?? 0) > 0 || isProved,
    'There must be thoughts, or a count of them.',
  );
}

const basic: Scenario = {
  id: 'reasoning_basic',
  shows: 'thinks before it answers',
  type: 'text',
  ability: 'reasoning',
  applies: onlyWith('reasoning'),
  async run({ client, model }) {
    const prompt = 'Solve 12*7 and show your internal thinking (brief).';
    const response = await client.generateText(model, prompt, thinking);
    checkAnswer(response);
    checkThoughts(response);
    expectThat(response.text.includes('84'), 'The product is 84.', response.text);
  },
};

const streaming: Scenario = {
  id: 'reasoning_streaming',
  shows: 'streams its thoughts',
  type: 'text',
  ability: 'reasoning',
  applies: onlyWith('reasoning'),
  async run({ client, model }) {
    const stream = await client.streamText(
      model,
      'Briefly think through your approach, then answer: What is 15*3?',
      {
        ...thinking,
        system: 'You are a careful, step-by-step reasoner.',
      },
    );
    const chunks: Chunk[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const response = await stream.response();
    checkAnswer(response);
    checkStream(chunks, response);
    checkThoughts(response);
    expectThat(response.text.includes('45'), 'The product is 45.', response.text);
  },
};

const roundTrip: Scenario = {
  id: 'reasoning_round_trip',
  shows: 'takes its own thoughts back in the next turn',
  type: 'text',
  ability: 'reasoning',
  applies: onlyWith('reasoning'),
  async run({ client, model }) {
    const first = await client.generateText(model, 'What is 17+17? Think, then answer.', thinking);
    checkAnswer(first);
    checkThoughts(first);
    const next = user('Now double that. Answer with the number only.');
    const second = await client.generateText(model, [...first.context.messages, next], thinking);
    checkAnswer(second);
    expectThat(second.text.includes('68'), 'The double is 68.', second.text);
  },
};

export const reasoningScenarios: readonly Scenario[] = [basic, streaming, roundTrip];
