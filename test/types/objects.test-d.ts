// Compiled by `tsc`, never run: the types of objects, from each kind of schema.
import { toStandardJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import { createClient, generateObject, type Json, jsonSchema, type ObjectResponse, tool } from 'reqllm';
import Type, { type Static } from 'typebox';
import * as v from 'valibot';
import { z } from 'zod';
import { z as z3 } from 'zod3';

interface Person {
  name: string;
  age?: number | undefined;
}

const person = z.object({ name: z.string(), age: z.number().optional() });
const model = 'openai:gpt-4o-mini';

const byZod: ObjectResponse<Person> = await generateObject(model, 'Who?', { schema: person });
byZod.object.name satisfies string;
byZod.usage.totalTokens satisfies number | null;

// @ts-expect-error no such member
void byZod.object.surname;

const byOldZod = await generateObject(model, 'Who?', { schema: z3.object({ name: z3.string() }) });
byOldZod.object.name satisfies string;

const byValibot = await generateObject(model, 'Who?', {
  schema: toStandardJsonSchema(v.object({ name: v.string() })),
});
byValibot.object.name satisfies string;

const byArktype = await generateObject(model, 'Who?', { schema: type({ name: 'string', 'age?': 'number' }) });
byArktype.object.age satisfies number | undefined;

const typed = jsonSchema<Person>({ type: 'object', properties: { name: { type: 'string' } } });
const byJsonSchema = await generateObject(model, 'Who?', { schema: typed });
byJsonSchema.object satisfies Person;

const byTypebox = Type.Object({ name: Type.String(), age: Type.Optional(Type.Number()) });
(await generateObject(model, 'Who?', { schema: byTypebox })).object satisfies Json;
const typedTypebox = jsonSchema<Static<typeof byTypebox>>(byTypebox);
(await generateObject(model, 'Who?', { schema: typedTypebox })).object.age satisfies number | undefined;
tool({ name: 'a', inputSchema: byTypebox, outputSchema: byTypebox });

const untyped = await generateObject(model, 'Who?', { schema: { type: 'object', properties: {} } });
untyped.object satisfies Json;

// What a schema makes of an answer is what the caller gets.
const made = await generateObject(model, 'When?', {
  schema: z.object({ day: z.iso.date().transform((day) => new Date(day)), kind: z.string().default('day') }),
});
made.object.day satisfies Date;
made.object.kind satisfies string;

const list = await generateObject(model, 'Who?', { shape: 'array', schema: person });
list.object satisfies Person[];
list.object[0]?.name satisfies string | undefined;

const chosen = await generateObject(model, 'How?', { shape: 'choice', choices: ['cold', 'warm'] });
chosen.object satisfies 'cold' | 'warm';

const any = await generateObject(model, 'What?', { shape: 'json' });
any.object satisfies Json;

await using client = createClient();
const fromClient = await client.generateObject(model, 'Who?', {
  schema: person,
  temperature: 0,
  repair: (text, issues) => text.slice(issues.length),
  retries: 2,
  mode: 'forced-tool',
});
fromClient.object.name satisfies string;

// @ts-expect-error no such option
await generateObject(model, 'Who?', { schema: person, temprature: 1 });

// @ts-expect-error no such mode
await generateObject(model, 'Who?', { schema: person, mode: 'tool' });

// @ts-expect-error the form of the answer is said by the schema
await generateObject(model, 'Who?', { schema: person, output: { type: 'json' } });

// @ts-expect-error a schema is needed
await generateObject(model, 'Who?', { temperature: 0 });

// @ts-expect-error choices are texts
await generateObject(model, 'How?', { shape: 'choice', choices: [1, 2] });

// @ts-expect-error this model takes no temperature
await generateObject('openai:o1', 'Who?', { schema: person, temperature: 0 });
