import { type CallBody, functionTools } from '../core/call.ts';
import { isRecord, type JsonObject, parseJson } from '../core/json.ts';
import { type Message, textOf } from '../core/message.ts';
import type { ToolDefinition } from '../core/tool.ts';
import { sampleOf } from './sample.ts';
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
  const told = schemaInWords(call);
  if (call.output?.type === 'json')
    return { ...thoughts, object: told === undefined ? { simulated: true } : sampleOf(told, 'value') };
  const wanted = wantedTool(call);
  if (wanted !== undefined)
    return { ...thoughts, toolCalls: [{ name: wanted.name, input: sampleOf(wanted.inputSchema, 'input') }] };
  if (told !== undefined) return { ...thoughts, object: sampleOf(told, 'value') };
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

/** The schema that an object call tells a model that nobody holds to one. */
function schemaInWords({ messages }: CallBody): JsonObject | undefined {
  for (const message of messages) {
    if (message.role !== 'system' && message.role !== 'user') continue;
    const [, words] = textOf(message).split('It must fit this JSON Schema:\n');
    const schema = parseJson(words?.split('\n')[0] ?? '');
    if (schema.ok && isRecord(schema.value)) return schema.value as JsonObject;
  }
  return undefined;
}

function resultsOf(message: Extract<Message, { role: 'tool' }>): string {
  const texts = message.content.flatMap((result) =>
    result.content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)),
  );
  return texts.join(' ');
}
