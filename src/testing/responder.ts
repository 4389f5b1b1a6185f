import { type CallBody, functionTools } from '../core/call.ts';
import { isRecord, type Json, type JsonObject } from '../core/json.ts';
import { type Message, textOf } from '../core/message.ts';
import type { ToolDefinition } from '../core/tool.ts';
import type { Turn } from './turn.ts';

/**
 * What the simulator says when nothing else was scripted: it answers tool results, calls tools, fills schemas and
 * repeats prompts, and says each time that it is no model.
 */
export function defaultTurn(call: CallBody): Turn {
  const last = call.messages.at(-1);
  const thoughts =
    call.reasoning === undefined
      ? {}
      : { reasoning: 'A simulator does not think; this text stands where thoughts would be.' };
  if (last?.role === 'tool')
    return { ...thoughts, text: `Simulated answer, no model ran. The tool said: ${resultsOf(last)}` };
  if (call.output?.type === 'json-schema')
    return { ...thoughts, object: sampleOf(call.output.schema, 'value') };
  if (call.output?.type === 'json') return { ...thoughts, object: { simulated: true } };
  const wanted = wantedTool(call);
  if (wanted !== undefined)
    return { ...thoughts, toolCalls: [{ name: wanted.name, input: sampleOf(wanted.inputSchema, 'input') }] };
  const prompt = last === undefined ? '' : textOf(last);
  return { ...thoughts, text: `Simulated answer, no model ran. You said: ${prompt.slice(0, 400)}` };
}

function wantedTool(call: CallBody): ToolDefinition | undefined {
  const tools = functionTools(call);
  const { toolChoice } = call;
  if (toolChoice === 'none') return undefined;
  if (isRecord(toolChoice)) return tools.find((tool) => tool.name === toolChoice['tool']);
  return tools[0];
}

function resultsOf(message: Extract<Message, { role: 'tool' }>): string {
  const texts = message.content.flatMap((result) =>
    result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)),
  );
  return texts.join(' ');
}

/** A value that fits a schema: the first of its examples or choices, else a plain one of its type. */
export function sampleOf(schema: JsonObject, name: string): Json {
  const {
    type,
    enum: choices,
    const: only,
    default: preset,
    examples,
    properties,
    items,
    anyOf,
    oneOf,
  } = schema;
  if (only !== undefined) return only;
  if (Array.isArray(choices) && choices.length > 0) return choices[0] as Json;
  if (preset !== undefined) return preset;
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as Json;
  const variants: unknown = anyOf ?? oneOf;
  if (Array.isArray(variants) && isRecord(variants[0])) return sampleOf(variants[0] as JsonObject, name);
  switch (Array.isArray(type) ? type[0] : type) {
    case 'string':
      return `simulated ${name}`;
    case 'integer':
    case 'number':
      return typeof schema['minimum'] === 'number' ? schema['minimum'] : 42;
    case 'boolean':
      return true;
    case 'null':
      return null;
    case 'array':
      return isRecord(items) ? [sampleOf(items as JsonObject, name)] : [];
    default:
      return isRecord(properties) ? sampleObject(properties) : {};
  }
}

function sampleObject(properties: Record<string, unknown>): JsonObject {
  const entries = Object.entries(properties).map(
    ([key, schema]) => [key, sampleOf(isRecord(schema) ? (schema as JsonObject) : {}, key)] as const,
  );
  return Object.fromEntries(entries);
}
