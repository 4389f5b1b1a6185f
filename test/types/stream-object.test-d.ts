// Compiled by `tsc`, never run: what must and must not type-check for users of streamObject.
import { type DeepPartial, type Json, jsonSchema, type ObjectStream, streamObject } from 'reqllm';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod3';
import { type } from 'arktype';

const person = z.object({ name: z.string(), born: z.string().transform(Number), tags: z.array(z.string()) });

// The whole is what the schema makes; what is seen before is what it takes in, with anything missing.
const stream = await streamObject('openai:gpt-4o-mini', 'Who?', { schema: person });
const whole: { name: string; born: number; tags: string[] } = await stream.object();
for await (const part of stream) {
  const name: string | undefined = part.name;
  const born: string | undefined = part.born;
  const tag: string | undefined = part.tags?.[0];
  void [name, born, tag];
  // @ts-expect-error it may still be missing
  void part.name.length;
  // @ts-expect-error shown values never change
  part.name = 'x';
}
const response = await stream.response();
const object: typeof whole | undefined = response.object;
void [object, response.toolCalls, response.mode];

// Elements of a list are whole.
const people = await streamObject('openai:gpt-4o-mini', 'Who?', { schema: person, shape: 'array' });
for await (const element of people.elementStream()) element.born.toFixed();
for await (const part of people) void part[0]?.tags?.length;
(await people.object()).map(({ name }) => name);
// @ts-expect-error there are no elements of a single object
for await (const element of stream.elementStream()) element.born.toFixed();

// A choice is one of the choices, whole or not at all.
const sky = await streamObject('openai:gpt-4o-mini', 'Sky?', { shape: 'choice', choices: ['sun', 'rain'] });
const chosen: 'sun' | 'rain' = await sky.object();
for await (const part of sky) void (part satisfies 'sun' | 'rain');
void chosen;

const any = await streamObject('openai:gpt-4o-mini', 'What?', { shape: 'json' });
const json: Json = await any.object();
void json;

// Every kind of schema.
const typed = jsonSchema<{ n: number }>({ type: 'object' });
(await (await streamObject('openai:x', 'Go', { schema: typed })).object()).n.toFixed();
(
  await (await streamObject('openai:x', 'Go', { schema: z3.object({ n: z3.number() }) })).object()
).n.toFixed();
(await (await streamObject('openai:x', 'Go', { schema: v.object({ n: v.number() }) })).object()).n.toFixed();
(await (await streamObject('openai:x', 'Go', { schema: type({ n: 'number' }) })).object()).n.toFixed();
const raw: Json = await (await streamObject('openai:x', 'Go', { schema: { type: 'object' } })).object();
void raw;

// @ts-expect-error what was shown cannot be asked for again
await streamObject('openai:gpt-4o-mini', 'Who?', { schema: person, retries: 1 });
// @ts-expect-error no option of this name
await streamObject('openai:gpt-4o-mini', 'Who?', { schema: person, temprature: 1 });

const deep: DeepPartial<{ a: { b: readonly { c: number }[] } }> = { a: { b: [{}] } };
const named: ObjectStream<{ a: number }, { readonly a?: number }> | undefined = undefined;
void [deep, named];
