import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Json,
  MediaSource,
  Message,
  TextPart,
  UserPart,
} from 'reqllm';
import { Members, ownOptions, said } from './asked.ts';

/** A message of a recorded Chat Completions body in our words; none when it has no place in them. */
export function readChatMessage(message: Members, provider: string): Message[] {
  const role = message.text('role');
  switch (role) {
    case 'system':
    case 'developer':
      return closed(message, { role: 'system', content: textParts(message, provider) });
    case 'user': {
      const name = message.text('name');
      const content = userParts(message, provider);
      return closed(message, { role, content, ...(name === undefined ? {} : { name }) });
    }
    case 'assistant':
      return [{ role, content: assistantParts(message, provider) }];
    case 'tool':
      return toolMessage(message, provider);
    default:
      message.notes.unplaced.add(`messages[] of role ${String(role)}`);
      return [];
  }
}

function closed(members: Members, message: Message): Message[] {
  members.close();
  return [message];
}

function toolMessage(message: Members, provider: string): Message[] {
  const toolCallId = message.text('tool_call_id');
  if (toolCallId === undefined) {
    message.notes.unplaced.add('messages[] of role tool without tool_call_id');
    return [];
  }
  const toolName = message.text('name');
  const content = userParts(message, provider);
  const own = ownOptions(message, provider);
  const name = toolName === undefined ? {} : { toolName };
  return [{ role: 'tool', content: [{ type: 'tool-result', toolCallId, ...name, content, ...own }] }];
}

function textParts(message: Members, provider: string): TextPart[] {
  return userParts(message, provider).flatMap((part) => {
    if (part.type === 'text') return [part];
    message.notes.unplaced.add(`${message.path}.content[] of type ${part.type}`);
    return [];
  });
}

function userParts(message: Members, provider: string): UserPart[] {
  const text = message.text('content');
  if (text !== undefined) return [{ type: 'text', text }];
  return (message.list('content') ?? []).flatMap((each) =>
    userPart(new Members(each, `${message.path}.content[]`, message.notes), provider),
  );
}

function userPart(part: Members, provider: string): UserPart[] {
  const type = part.text('type');
  const made = madePart(type, part);
  if (made !== undefined) return [{ ...made, ...ownOptions(part, provider) }];
  part.notes.unplaced.add(`${part.path} of type ${String(type)}`);
  return [];
}

function madePart(type: string | undefined, part: Members): UserPart | undefined {
  switch (type) {
    case 'text':
      return { type, text: part.text('text') ?? '' };
    case 'image_url':
      return imagePart(part);
    case 'file':
      return filePart(part.inner('file'));
    case 'input_audio': {
      const audio = part.inner('input_audio');
      const mediaType = audio?.text('format') === 'wav' ? 'audio/wav' : 'audio/mpeg';
      return { type: 'file', source: { data: audio?.text('data') ?? '', mediaType } };
    }
    case 'video_url':
    case 'document_url':
    case 'file_url': {
      const url = part.text(type) ?? part.inner(type)?.text('url') ?? '';
      return { type: 'file', source: sourceOf(url, type === 'video_url' ? 'video/mp4' : undefined) };
    }
    default:
      return undefined;
  }
}

function imagePart(part: Members): ImagePart {
  const plain = part.text('image_url');
  if (plain !== undefined) return { type: 'image', source: { url: plain } };
  const image = part.inner('image_url');
  const detail = image?.text('detail') as ImagePart['detail'];
  return { type: 'image', source: { url: image?.text('url') ?? '' }, ...said({ detail }) };
}

function filePart(file: Members | undefined): FilePart {
  const fileId = file?.text('file_id');
  const filename = file?.text('filename');
  const source = fileId === undefined ? sourceOf(file?.text('file_data') ?? '', undefined) : { fileId };
  file?.close();
  return { type: 'file', source, ...(filename === undefined ? {} : { filename }) };
}

// Perplexity takes base64 without a head; what it is, only its name says.
function sourceOf(url: string, mediaType: string | undefined): MediaSource {
  if (!/^(?:data|https?|gs):/.test(url)) return { data: url, mediaType: mediaType ?? 'application/pdf' };
  return { url, ...(mediaType === undefined ? {} : { mediaType }) };
}

function assistantParts(message: Members, provider: string): AssistantPart[] {
  // Some recorders send the same thoughts under both names.
  const [first = '', second = first] = ['reasoning_content', 'reasoning'].flatMap(
    (name) => message.text(name) ?? [],
  );
  const thoughts = first === '' ? second : first;
  const text = message.text('content') ?? '';
  const parts: AssistantPart[] = [];
  if (thoughts !== '') parts.push({ type: 'reasoning', text: thoughts });
  if (text !== '') parts.push({ type: 'text', text });
  for (const each of message.list('content') ?? [])
    parts.push(...assistantPart(new Members(each, `${message.path}.content[]`, message.notes)));
  for (const each of message.list('tool_calls') ?? [])
    parts.push(callPart(new Members(each, `${message.path}.tool_calls[]`, message.notes), provider));
  const refusal = message.text('refusal');
  if (refusal !== undefined) parts.push({ type: 'refusal', text: refusal });
  // An extra part holds members of the message that only the provider understands.
  const value = message.own();
  if (value !== undefined) parts.push({ type: 'extra', provider, value });
  return parts;
}

function assistantPart(part: Members): AssistantPart[] {
  const type = part.text('type');
  const text = part.text('text');
  if (type === 'text' && text !== undefined) {
    part.close();
    return [{ type, text }];
  }
  if (type === 'thinking') {
    const thoughts = (part.list('thinking') ?? []) as readonly { readonly text?: string }[];
    const signature = part.text('signature');
    part.close();
    return [
      { type: 'reasoning', text: thoughts.map((each) => each.text ?? '').join(''), ...said({ signature }) },
    ];
  }
  part.notes.unplaced.add(`${part.path} of type ${String(type)}`);
  return [];
}

function callPart(call: Members, provider: string): AssistantPart {
  call.take('type');
  const definition = call.inner('function');
  const json = definition?.text('arguments') ?? '';
  const name = definition?.text('name') ?? '';
  const id = call.text('id') ?? '';
  const signature = signatureOf(call);
  const part = {
    type: 'tool-call' as const,
    id,
    name,
    ...said({ signature }),
    ...ownOptions(call, provider),
  };
  try {
    return { ...part, input: JSON.parse(json) as Json };
  } catch {
    return { ...part, input: null, invalid: 'no JSON', raw: json };
  }
}

// Gemini's OpenAI-compatible side and gateways to it keep the signature here.
function signatureOf(call: Members): string | undefined {
  const extra = call.take('extra_content') as { google?: { thought_signature?: string } } | undefined;
  return extra?.google?.thought_signature;
}
