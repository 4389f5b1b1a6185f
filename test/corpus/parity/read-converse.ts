import type {
  JsonObject,
  MessageInput,
  OutputFormat,
  TextOptions,
  TextPart,
  ToolChoice,
  ToolInput,
} from 'reqllm';
import { list, type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { readConverseMessages, withCachePoints } from './read-converse-messages.ts';

/** A recorded Converse body as a caller of ours would have written it. */
export function readConverseRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  const system = withCachePoints(
    list(members.take('system')),
    'system[]',
    notes,
    provider,
    (block): TextPart[] => [{ type: 'text', text: block.text('text') ?? '', ...ownOptions(block, provider) }],
  );
  const input: MessageInput[] = system.length === 0 ? [] : [{ role: 'system', content: system }];
  input.push(...readConverseMessages(list(members.take('messages')), notes, provider));
  const inference = members.inner('inferenceConfig');
  const { reasoning, topK } = modelFields(members);
  const options: TextOptions = said({
    maxTokens: inference?.number('maxTokens'),
    temperature: inference?.number('temperature'),
    topP: inference?.number('topP'),
    stop: inference?.list('stopSequences') as string[] | undefined,
    topK,
    reasoning,
    metadata: members.take('requestMetadata') as TextOptions['metadata'],
    output: outputOf(members),
    ...toolsOf(members, provider),
  });
  inference?.close();
  return { input, options: { ...options, ...ownOptions(members, provider) }, notes };
}

type Effort = Exclude<TextOptions['reasoning'], object | undefined>;

// What Converse leaves to the models: each vendor says thinking otherwise.
function modelFields(members: Members): Pick<TextOptions, 'reasoning' | 'topK'> {
  const fields = members.inner('additionalModelRequestFields');
  if (fields === undefined) return {};
  const nested = fields.inner('inferenceConfig');
  const topK = fields.number('top_k') ?? nested?.number('topK');
  nested?.close();
  const thinking =
    fields.inner('thinking') ?? fields.inner('reasoning_config') ?? fields.inner('reasoningConfig');
  const effort =
    fields.text('reasoning_effort') ??
    fields.text('reasoning_config') ??
    thinking?.text('maxReasoningEffort');
  thinking?.text('type');
  const plan = said({
    effort: effort as Effort | undefined,
    budgetTokens: thinking?.number('budget_tokens'),
  });
  thinking?.close();
  const own = fields.own();
  if (own !== undefined) members.put('additionalModelRequestFields', own);
  return said({ topK, reasoning: Object.keys(plan).length === 0 ? undefined : plan });
}

function outputOf(members: Members): OutputFormat | undefined {
  const config = members.inner('outputConfig');
  const format = config?.inner('textFormat');
  format?.text('type');
  const schema = format?.inner('structure')?.inner('jsonSchema');
  format?.close();
  config?.close();
  if (schema === undefined) return undefined;
  const output: OutputFormat = said({
    type: 'json-schema' as const,
    name: schema.text('name') ?? 'answer',
    schema: JSON.parse(schema.text('schema') ?? '{}') as JsonObject,
    description: schema.text('description'),
  });
  schema.close();
  return output;
}

function toolsOf(members: Members, provider: string): Pick<TextOptions, 'tools' | 'toolChoice'> {
  const config = members.inner('toolConfig');
  if (config === undefined) return {};
  const tools = withCachePoints(
    config.list('tools') ?? [],
    'toolConfig.tools[]',
    members.notes,
    provider,
    (tool): ToolInput[] => {
      const spec = tool.inner('toolSpec');
      if (spec === undefined) {
        const definition = tool.all();
        members.notes.own.add(`toolConfig.tools[].${Object.keys(definition).join(' and ')}`);
        return [{ provider, definition }];
      }
      const read = said({
        name: spec.text('name') ?? '',
        description: spec.text('description'),
        inputSchema: record(spec.take('inputSchema'))['json'] as JsonObject | undefined,
        strict: spec.flag('strict'),
      });
      return [{ ...read, ...ownOptions(spec, provider) }];
    },
  );
  const choice = record(config.take('toolChoice'));
  config.close();
  const [kind] = Object.keys(choice);
  const toolChoice: ToolChoice | undefined =
    kind === 'auto'
      ? 'auto'
      : kind === 'any'
        ? 'required'
        : kind === 'tool'
          ? { tool: String(record(choice['tool'])['name']) }
          : undefined;
  return said({ tools, toolChoice });
}
