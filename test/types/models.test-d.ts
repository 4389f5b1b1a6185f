// Compiled by `tsc`, never run: what literal model names allow and refuse.
import {
  type Context,
  createClient,
  generateObject,
  generateText,
  runTools,
  type InputFor,
  type KnownModel,
  type Lack,
  type Message,
  type ModelInput,
  type ModelObject,
  type OptionsFor,
  type Refused,
  type RefusedOptions,
  streamText,
  type TextOptions,
  tool,
  user,
} from 'reqllm';

const source = { url: 'https://example.com/a.png' } as const;
const add = tool({ name: 'add', inputSchema: { type: 'object', properties: {} } });

// Settings that the model refuses, with the reason as the type.
// @ts-expect-error o1 takes no temperature
await generateText('openai:o1', 'Hi', { temperature: 0 });
// @ts-expect-error nor in a stream
await streamText('openai:o1', 'Hi', { temperature: 0.5 });
// @ts-expect-error nor from a client of one's own
await createClient().generateText('openai:o1', 'Hi', { temperature: 0 });
// @ts-expect-error nor there in a stream
await createClient().streamText('openai:o1', 'Hi', { temperature: 0 });
await generateText('openai:o1', 'Hi', { temperature: 1, maxTokens: 9, reasoning: 'low' });
await generateText('openai:gpt-4o', 'Hi', { temperature: 0, topP: 0.5 });

declare const refusedTemperature: Refused<'openai:o1 takes no temperature'>;
({ temperature: refusedTemperature }) satisfies OptionsFor<'openai:o1'>;
// @ts-expect-error the reason is about this model
({ temperature: refusedTemperature }) satisfies OptionsFor<'openai:o3'>;

// Tools.
// @ts-expect-error a model without tools
await generateText('cohere:c4ai-aya-expanse-8b', 'Hi', { tools: [add] });
await generateText('openai:gpt-4o', 'Hi', { tools: [add] });

// Levels of thinking.
// @ts-expect-error o1 has no such level
await generateText('openai:o1', 'Hi', { reasoning: 'xhigh' });
// @ts-expect-error nor written out
await generateText('openai:o1', 'Hi', { reasoning: { effort: 'xhigh' } });
await generateText('openai:o1', 'Hi', { reasoning: { effort: 'high', summary: 'auto' } });
await generateText('openai:gpt-5.4', 'Hi', { reasoning: 'xhigh' });
// @ts-expect-error gpt-4o does not think
await generateText('openai:gpt-4o', 'Hi', { reasoning: 'low' });
await generateText('openai:gpt-4o', 'Hi', { reasoning: 'none' });

// Parts of messages.
// @ts-expect-error no images
await generateText('openai:gpt-3.5-turbo', { role: 'user', content: [{ type: 'image', source }] });
// @ts-expect-error nor in a list of messages
await generateText('openai:gpt-3.5-turbo', [{ role: 'user', content: [{ type: 'image', source }] }]);
const seen = user([
  { type: 'text', text: 'See' },
  { type: 'image', source },
]);
// @ts-expect-error nor from `user`
await generateText('openai:gpt-3.5-turbo', seen);
// @ts-expect-error nor in a conversation that is written out
await generateText('openai:gpt-3.5-turbo', { version: 1, messages: [user([{ type: 'image', source }])] });
const recording = { type: 'file', source: { data: 'AAAA', mediaType: 'audio/mpeg' } } as const;
// @ts-expect-error no audio
await generateText('openai:gpt-4o', [{ role: 'user', content: [recording] }]);
const document = { type: 'file', source: { data: 'AAAA', mediaType: 'application/pdf' } } as const;
await generateText('openai:gpt-4o', [{ role: 'user', content: [document, { type: 'image', source }] }]);
await generateText('openai:gpt-3.5-turbo', user('Hi'));
await generateText('openai:gpt-3.5-turbo', user([{ type: 'text', text: 'Hi' }]));
// @ts-expect-error a word that parts do not have, where the model takes everything
await generateText('google:gemini-2.5-flash', { role: 'user', content: [{ type: 'image', sauce: source }] });

// What may hold anything passes; it is checked when it runs.
declare const message: Message;
declare const conversation: Context;
await generateText('openai:gpt-3.5-turbo', message);
await generateText('openai:gpt-3.5-turbo', [message, message]);
await generateText('openai:gpt-3.5-turbo', conversation);

// Operations that the model does not have.
// @ts-expect-error it makes vectors
await generateText('openai:text-embedding-3-small', 'Hi');
// @ts-expect-error it makes pictures
await generateText('openai:gpt-image-1', 'Hi');

// The functions above single turns.
const schema = { type: 'object', properties: {} } as const;
// @ts-expect-error an embedding is no object
await generateObject('openai:text-embedding-3-small', 'Hi', { schema });
// @ts-expect-error o1 takes no temperature
await generateObject('openai:o1', 'Hi', { schema, temperature: 0 });
await generateObject('openai:o1', 'Hi', { schema, reasoning: 'low' });
// @ts-expect-error a model without tools
await runTools('cohere:c4ai-aya-expanse-8b', 'Hi', { tools: [add] });
// @ts-expect-error o1 takes no temperature
await createClient().runTools('openai:o1', 'Hi', { tools: [add], temperature: 0 });
await runTools('openai:gpt-4o', user('Hi'), { tools: [add], temperature: 0 });

// Other names, and names that are only text, are never refused.
const everything: TextOptions = { temperature: 0, reasoning: 'xhigh', tools: [add] };
await generateText('openai:o99-of-tomorrow', user([{ type: 'image', source }]), everything);
await generateText('o1@openai', 'Hi', everything);
await generateText('openai:o1' as string, 'Hi', everything);
declare const chosen: ModelInput;
await generateText(chosen, message, everything);
declare const inline: ModelObject;
await generateText(inline, message, everything);
await generateText({ provider: 'openai', id: 'o1' }, 'Hi', everything);
// @ts-expect-error options are checked for them too
await generateText('openai:o99-of-tomorrow', 'Hi', { temprature: 1 });

// One of several models: what one of them does not take is refused.
declare const either: 'openai:o1' | 'openai:gpt-4o';
// @ts-expect-error one of them is o1
await generateText(either, 'Hi', { temperature: 0 });
'temperature' satisfies Lack<readonly ['openai:gpt-4o', 'openai:o1']>;

// Retired models stay known; misspelt ones are not.
'openai:gpt-4.5-preview' satisfies KnownModel;
'openai:gpt-4o' satisfies KnownModel;
// @ts-expect-error no such model
'openai:gpt-4oh' satisfies KnownModel;
// @ts-expect-error a router's model, which only `reqllm/models/all` adds
'openrouter:openai/gpt-4o' satisfies KnownModel;

/** A function that allows the known models alone keeps what is known of each. */
async function ask<const M extends KnownModel>(model: M, options?: OptionsFor<M>): Promise<string> {
  const { text } = await generateText<string, string>(model, 'Hi', options as TextOptions);
  return text;
}
await ask('openai:gpt-4o', { temperature: 0 });
// @ts-expect-error o1 takes no temperature
await ask('openai:o1', { temperature: 0 });
// @ts-expect-error not a known model
await ask('openai:gpt-4oh');

// The pieces for functions that infer their options.
({}) satisfies RefusedOptions<string>;
// @ts-expect-error refused
({ temperature: 0 }) satisfies RefusedOptions<'openai:o1'>;
// @ts-expect-error refused
({ reasoning: 'xhigh' }) satisfies RefusedOptions<'openai:o1'>;
({ reasoning: 'low' }) satisfies RefusedOptions<'openai:o1'>;
'Hi' satisfies InputFor<'openai:o1'>;
