import type { Json, JsonObject } from '../../core/json.ts';
import type { Message, TextPart, ToolResultPart } from '../../core/message.ts';
import { saidFailure } from '../failed-result.ts';
import { encodeParts } from './encode-content.ts';
import type { CallContext } from './tool-calls.ts';

/**
 * What tools answered, as output items, and a user message for media where the host takes none in them. Failed
 * results of functions have no mark here; their text says so.
 */
export function encodeResults(
  message: Extract<Message, { role: 'tool' }>,
  context: CallContext,
  setting: string,
): JsonObject[] {
  const media: JsonObject[] = [];
  const items = message.content.map((part, index) =>
    encodeResult(part, media, context, `${setting}.content[${index}]`),
  );
  return media.length === 0 ? items : [...items, { role: 'user', content: media }];
}

function encodeResult(
  part: ToolResultPart,
  media: JsonObject[],
  context: CallContext,
  setting: string,
): JsonObject {
  const { encoding, idOf, kinds } = context;
  const kind = kinds.get(part.toolCallId);
  const special = kind === undefined || kind === 'custom_tool_call' ? undefined : specialOutput(kind, part);
  const item = special ?? {
    type: kind === 'custom_tool_call' ? 'custom_tool_call_output' : 'function_call_output',
    call_id: idOf(part.toolCallId),
    output: outputOf(part, media, context, setting),
  };
  return encoding.withOptions(item, part.providerOptions);
}

function outputOf(answer: ToolResultPart, media: JsonObject[], context: CallContext, setting: string): Json {
  const { encoding, idOf } = context;
  const part = saidFailure(answer, (note) => encoding.changed(setting, note));
  const texts = part.content.filter((item): item is TextPart => item.type === 'text');
  const others = part.content.filter((item) => item.type !== 'text');
  const [only] = texts;
  if (others.length > 0 && !encoding.dialect.toolResultParts) {
    const moved = encodeParts(others, encoding, setting);
    media.push(
      { type: 'input_text', text: `From the result of tool call ${idOf(part.toolCallId)}:` },
      ...moved,
    );
    const host = encoding.dialect.vendor;
    encoding.changed(
      setting,
      `Media of a tool result went into a user message after it, as ${host} takes only text.`,
    );
    return texts.length === 0 ? 'The result is in the next user message.' : textOf(texts);
  }
  if (part.content.length === 0) return '';
  const isPlain = part.content.length === 1 && only !== undefined && only.providerOptions === undefined;
  if (isPlain) return only.text;
  return encoding.dialect.toolResultParts ? encodeParts(part.content, encoding, setting) : textOf(texts);
}

// The outputs of OpenAI's own client-side tools. What this does not say can be set with the part's provider options.
function specialOutput(kind: string, part: ToolResultPart): JsonObject | undefined {
  const id = part.toolCallId;
  const text = textOf(part.content.filter((item): item is TextPart => item.type === 'text'));
  const isError = part.isError === true;
  switch (kind) {
    case 'local_shell_call':
      return { type: 'local_shell_call_output', id, call_id: id, output: text };
    case 'shell_call': {
      const outcome = { type: 'exit', exit_code: isError ? 1 : 0 };
      const output = { stdout: isError ? '' : text, stderr: isError ? text : '', outcome };
      return { type: 'shell_call_output', call_id: id, output: [output] };
    }
    case 'apply_patch_call':
      return {
        type: 'apply_patch_call_output',
        call_id: id,
        status: isError ? 'failed' : 'completed',
        output: text,
      };
    case 'computer_call':
      return { type: 'computer_call_output', call_id: id, output: screenshot(part) };
    case 'mcp_approval_request':
      return { type: 'mcp_approval_response', approval_request_id: id, approve: !isError };
    default:
      return undefined;
  }
}

function screenshot(part: ToolResultPart): JsonObject {
  const image = part.content.find((item) => item.type === 'image');
  if (image === undefined) return { type: 'computer_screenshot' };
  const { source } = image;
  if ('fileId' in source) return { type: 'computer_screenshot', file_id: source.fileId };
  const url = 'data' in source ? `data:${source.mediaType};base64,${source.data}` : source.url;
  return { type: 'computer_screenshot', image_url: url };
}

function textOf(texts: readonly TextPart[]): string {
  return texts.map(({ text }) => text).join('\n');
}
