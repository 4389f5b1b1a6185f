import type { JsonObject, OutputFormat, TextOptions, ToolChoice, ToolInput } from 'reqllm';
import { list, type Raw } from '../raw.ts';
import { type Asked, Members, Notes, ownOptions, said } from './asked.ts';
import { readChatMessage } from './read-chat-messages.ts';

/** A recorded body of Cohere's chat as a caller of ours would have written it. Messages are as in Chat Completions. */
export function readCohereRequest(body: Raw, provider: string): Asked {
  const notes = new Notes();
  const members = new Members(body, '', notes);
  for (const handled of ['model', 'stream']) members.take(handled);
  const input = list(members.take('messages')).flatMap((message) =>
    readChatMessage(new Members(message, 'messages[]', notes), provider),
  );
  const options: TextOptions = said({
    maxTokens: members.number('max_tokens'),
    temperature: members.number('temperature'),
    topP: members.number('p'),
    topK: members.number('k'),
    seed: members.number('seed'),
    stop: members.list('stop_sequences') as string[] | undefined,
    frequencyPenalty: members.number('frequency_penalty'),
    presencePenalty: members.number('presence_penalty'),
    tools: functionsOf(members, provider),
    toolChoice: choiceOf(members.text('tool_choice')),
    output: outputOf(members.inner('response_format')),
    reasoning: reasoningOf(members.inner('thinking')),
    ...ownOptions(members, provider),
  });
  return { input, options, notes };
}

/** Tools in the form of Chat Completions. */
export function functionsOf(members: Members, provider: string): ToolInput[] | undefined {
  return members.list('tools')?.map((each): ToolInput => {
    const tool = new Members(each, 'tools[]', members.notes);
    tool.take('type');
    const definition = tool.inner('function');
    const spec = said({
      name: definition?.text('name') ?? '',
      description: definition?.text('description'),
      inputSchema: definition?.take('parameters') as JsonObject | undefined,
    });
    definition?.close();
    return { ...spec, ...ownOptions(tool, provider) };
  });
}

function choiceOf(choice: string | undefined): ToolChoice | undefined {
  return choice === 'NONE' ? 'none' : choice === 'REQUIRED' ? 'required' : undefined;
}

function outputOf(format: Members | undefined): OutputFormat | undefined {
  if (format === undefined) return undefined;
  format.take('type');
  const schema = format.take('json_schema') as JsonObject | undefined;
  format.close();
  return schema === undefined ? { type: 'json' } : { type: 'json-schema', name: 'answer', schema };
}

function reasoningOf(thinking: Members | undefined): TextOptions['reasoning'] {
  if (thinking === undefined) return undefined;
  const isOff = thinking.text('type') === 'disabled';
  const budgetTokens = thinking.number('token_budget');
  thinking.close();
  return isOff ? 'none' : said({ budgetTokens });
}
