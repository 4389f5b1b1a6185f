import type { JsonObject, OutputFormat, SystemMessage, TextOptions, ToolChoice, ToolInput } from 'reqllm';
import { list, type Raw, record } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { readAnthropicMessage, systemText } from './read-anthropic-messages.ts';

/** A recorded Messages body as a caller of ours would have written it. */
export function readAnthropicRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  for (const handled of ['model', 'stream', 'anthropic_version']) members.take(handled);
  const system = systemOf(members, provider);
  const messages = list(members.take('messages')).flatMap((message) =>
    readAnthropicMessage(new Members(message, 'messages[]', notes), provider),
  );
  const { reasoning, output } = thinkingAndOutput(members);
  const options: TextOptions = said({
    maxTokens: members.number('max_tokens'),
    temperature: members.number('temperature'),
    topP: members.number('top_p'),
    topK: members.number('top_k'),
    stop: members.list('stop_sequences') as string[] | undefined,
    serviceTier: members.text('service_tier'),
    user: userOf(members),
    tools: toolsOf(members, provider),
    ...choiceOf(members),
    reasoning,
    output,
    ...ownOptions(members, provider),
  });
  return { input: [...system, ...messages], options, notes };
}

function systemOf(members: Members, provider: string): SystemMessage[] {
  const text = members.text('system');
  if (text !== undefined) return [{ role: 'system', content: [{ type: 'text', text }] }];
  const blocks = members.list('system');
  if (blocks === undefined) return [];
  const content = blocks.flatMap((block) =>
    systemText(new Members(block, 'system[]', members.notes), provider),
  );
  return [{ role: 'system', content }];
}

function userOf(members: Members): string | undefined {
  const metadata = members.inner('metadata');
  const user = metadata?.text('user_id');
  metadata?.close();
  return user;
}

function toolsOf(members: Members, provider: string): ToolInput[] | undefined {
  return members.list('tools')?.map((each): ToolInput => {
    const tool = new Members(each, 'tools[]', members.notes);
    const type = record(each)['type'];
    if (typeof type === 'string' && type !== 'custom') {
      members.notes.own.add(`tools[] of type ${type}`);
      return { provider, definition: each as JsonObject };
    }
    // "custom" is what a tool without a type is.
    tool.take('type');
    const spec = said({
      name: tool.text('name') ?? '',
      description: tool.text('description'),
      inputSchema: tool.take('input_schema') as JsonObject | undefined,
      strict: tool.flag('strict'),
    });
    return { ...spec, ...ownOptions(tool, provider) };
  });
}

function choiceOf(members: Members): Pick<TextOptions, 'toolChoice' | 'parallelToolCalls'> {
  const choice = members.inner('tool_choice');
  if (choice === undefined) return {};
  const type = choice.text('type');
  const name = choice.text('name');
  const isSingle = choice.flag('disable_parallel_tool_use');
  choice.close();
  const toolChoice: ToolChoice | undefined =
    type === 'any'
      ? 'required'
      : type === 'auto' || type === 'none'
        ? type
        : name === undefined
          ? undefined
          : { tool: name };
  if (toolChoice === undefined) members.notes.unplaced.add(`tool_choice of type ${String(type)}`);
  return said({ toolChoice, parallelToolCalls: isSingle === undefined ? undefined : !isSingle });
}

type Effort = Exclude<TextOptions['reasoning'], object | undefined>;

// The amount of adaptive thinking and the form of the answer share `output_config`.
function thinkingAndOutput(members: Members): Pick<TextOptions, 'reasoning' | 'output'> {
  const thinking = members.inner('thinking');
  const type = thinking?.text('type');
  const raw = members.take('output_config');
  const config = raw === undefined ? undefined : new Members(raw, 'output_config', members.notes);
  // Without `thinking` an effort is about the answer alone, which our option does not say.
  const effort = type === undefined ? undefined : (config?.text('effort') as Effort | undefined);
  const output = formatOf(config?.inner('format') ?? members.inner('output_format'));
  const plan = {
    effort: type === 'disabled' ? ('none' as const) : effort,
    budgetTokens: thinking?.number('budget_tokens'),
    summary: thinking?.text('display') === 'summarized' ? ('auto' as const) : undefined,
  };
  thinking?.close();
  const own = config?.own();
  // What is left of `output_config` is put back for the provider's own settings.
  if (own !== undefined) members.put('output_config', own);
  return said({ reasoning: type === undefined ? undefined : said(plan), output });
}

function formatOf(format: Members | undefined): OutputFormat | undefined {
  if (format === undefined) return undefined;
  const type = format.text('type');
  const schema = format.take('schema') as JsonObject | undefined;
  format.close();
  // The format has no name for the schema; our option demands one.
  return type === 'json_schema' && schema !== undefined
    ? { type: 'json-schema', name: 'answer', schema }
    : undefined;
}
