import type {
  AssistantPart,
  FilePart,
  ImagePart,
  Json,
  MessageInput,
  ToolResultPart,
  UserPart,
} from 'reqllm';
import { list, record } from '../raw.ts';
import { Members, type Notes, ownOptions, said } from './asked.ts';

/** The turns of a recorded generateContent body in our words: results of functions are a message of their own. */
export function readGoogleContents(
  contents: readonly unknown[],
  notes: Notes,
  provider: string,
): MessageInput[] {
  const ids = new CallIds();
  const messages: { role: 'user' | 'assistant' | 'tool'; content: unknown[] }[] = [];
  const add = (role: 'user' | 'assistant' | 'tool', part: unknown, isNew: boolean): void => {
    const last = messages.at(-1);
    if (last?.role === role && !isNew) last.content.push(part);
    else messages.push({ role, content: [part] });
  };
  for (const content of contents) {
    const turn = new Members(content, 'contents[]', notes);
    const role = turn.text('role') ?? 'user';
    const parts = list(turn.take('parts'));
    turn.close();
    for (const [index, each] of parts.entries()) {
      const part = new Members(each, 'contents[].parts[]', notes);
      if (role === 'model') add('assistant', modelPart(part, ids, provider), index === 0);
      else if (part.has('functionResponse')) add('tool', resultPart(part, ids, provider), false);
      else for (const made of userPart(part, provider)) add('user', made, index === 0);
    }
  }
  return messages as unknown as MessageInput[];
}

// Results without an id are matched by name and order, to calls that no result has named.
class CallIds {
  #made = 0;
  readonly #open: { readonly name: string; readonly id: string }[] = [];

  of(name: string, id: string | undefined): string {
    const call = { name, id: id ?? `call_${this.#made++}` };
    this.#open.push(call);
    return call.id;
  }

  answer(name: string, id: string | undefined): string {
    const at = this.#open.findIndex((call) => (id === undefined ? call.name === name : call.id === id));
    if (id !== undefined) {
      if (at !== -1) this.#open.splice(at, 1);
      return id;
    }
    const place = at === -1 ? 0 : at;
    return this.#open.splice(place, 1)[0]?.id ?? `call_${this.#made++}`;
  }
}

function modelPart(part: Members, ids: CallIds, provider: string): AssistantPart {
  const whole = part.raw();
  const signature = part.text('thoughtSignature');
  const isThought = part.flag('thought') === true;
  const text = part.text('text');
  if (text !== undefined) {
    const type = isThought ? 'reasoning' : 'text';
    return { type, text, ...said({ signature }), ...ownOptions(part, provider) };
  }
  const call = part.inner('functionCall');
  if (call !== undefined) {
    const name = call.text('name') ?? '';
    const id = ids.of(name, call.text('id'));
    const input = (call.take('args') ?? {}) as Json;
    call.close();
    return { type: 'tool-call', id, name, input, ...said({ signature }), ...ownOptions(part, provider) };
  }
  const media = mediaPart(part);
  if (media !== undefined) return { ...media, ...said({ signature }), ...ownOptions(part, provider) };
  part.all();
  part.notes.own.add(`contents[].parts[] with ${Object.keys(whole).join(' and ')} alone`);
  return { type: 'extra', provider, value: whole as Json };
}

function userPart(part: Members, provider: string): UserPart[] {
  const text = part.text('text');
  if (text !== undefined) return [{ type: 'text', text, ...ownOptions(part, provider) }];
  const media = mediaPart(part);
  if (media !== undefined) return [{ ...media, ...ownOptions(part, provider) }];
  part.notes.unplaced.add(`contents[].parts[] with ${Object.keys(part.all()).join(' and ')}`);
  return [];
}

function mediaPart(part: Members): ImagePart | FilePart | undefined {
  const inline = part.inner('inlineData');
  const mediaType = inline?.text('mimeType') ?? '';
  if (inline !== undefined) return mediaOf({ data: inline.text('data') ?? '', mediaType });
  const file = part.inner('fileData');
  if (file === undefined) return undefined;
  const url = file.text('fileUri') ?? '';
  const type = file.text('mimeType');
  file.close();
  return mediaOf({ url, ...(type === undefined ? {} : { mediaType: type }) });
}

function mediaOf(source: ImagePart['source']): ImagePart | FilePart {
  return source.mediaType?.startsWith('image/') === true
    ? { type: 'image', source }
    : { type: 'file', source };
}

// A result of ours is text and media; an object goes as JSON text, as `toolResult()` does.
function resultPart(part: Members, ids: CallIds, provider: string): ToolResultPart {
  const answer = part.inner('functionResponse');
  const toolName = answer?.text('name') ?? '';
  const toolCallId = ids.answer(toolName, answer?.text('id'));
  const response = record(answer?.take('response'));
  const media = list(answer?.take('parts')).flatMap((each) => {
    const made = mediaPart(new Members(each, 'contents[].parts[].functionResponse.parts[]', part.notes));
    return made === undefined ? [] : [made];
  });
  answer?.close();
  const { output, error } = response;
  const isPlain = Object.keys(response).length === 1;
  const own = ownOptions(part, provider);
  const base = { type: 'tool-result' as const, toolCallId, toolName, ...own };
  const text = (value: string) => [{ type: 'text' as const, text: value }, ...media];
  if (isPlain && typeof output === 'string') return { ...base, content: text(output) };
  if (isPlain && typeof error === 'string') return { ...base, content: text(error), isError: true };
  return { ...base, content: text(JSON.stringify(response)) };
}
