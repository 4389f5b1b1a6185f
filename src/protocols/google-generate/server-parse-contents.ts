import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import type {
  AssistantPart,
  FilePart,
  ImagePart,
  MediaSource,
  Message,
  ToolResultPart,
  UserPart,
} from '../../core/message.ts';
import type { GoogleGenerateDialect } from './dialect.ts';
import { invalid, listOf, messageOf, refuseUnknown, textOf } from './server-check.ts';

/** `systemInstruction` as a message; undefined when it says nothing. */
export function parseSystem(value: Json | undefined): Message | undefined {
  if (value === undefined || value === null) return undefined;
  const content = messageOf(value, 'system_instruction');
  const texts = listOf(content['parts']).map((part, index) => {
    const text = textOf(
      messageOf(part, `system_instruction.parts[${index}]`)['text'],
      'system_instruction.parts.text',
    );
    if (text === undefined) throw invalid('The system instruction may hold text only.');
    return { type: 'text' as const, text };
  });
  return texts.length === 0 ? undefined : { role: 'system', content: texts };
}

/** `contents` as messages. Throws when roles, parts or the pairing of calls and responses are wrong. */
export function parseContents(value: Json | undefined, dialect: GoogleGenerateDialect): Message[] {
  const contents = listOf(value);
  if (contents.length === 0) throw invalid('GenerateContentRequest.contents: contents is not specified');
  const conversation = new Conversation(dialect);
  for (const [index, content] of contents.entries())
    conversation.add(messageOf(content, `contents[${index}]`), index);
  conversation.endOfTurn();
  return conversation.messages;
}

const sourceNames = ['inlineData', 'fileData'];
const ownNames = ['executableCode', 'codeExecutionResult', 'toolCall', 'toolResponse', 'audioTranscription'];
const dataNames = ['text', 'functionCall', 'functionResponse', ...sourceNames, ...ownNames];
const besideNames = ['videoMetadata', 'mediaResolution', 'partMetadata', 'mediaProcessing', 'speechMetadata'];
const partMembers: ReadonlySet<string> = new Set([
  ...dataNames,
  ...besideNames,
  'thought',
  'thoughtSignature',
]);

interface OpenCall {
  readonly id: string;
  readonly name: string;
  isAnswered: boolean;
}

class Conversation {
  readonly messages: Message[] = [];
  readonly #dialect: GoogleGenerateDialect;
  #calls: OpenCall[] = [];

  constructor(dialect: GoogleGenerateDialect) {
    this.#dialect = dialect;
  }

  add(content: JsonObject, index: number): void {
    refuseUnknown(content, new Set(['role', 'parts']), `contents[${index}]`);
    const role = content['role'] ?? 'user';
    if (role !== 'user' && role !== 'model' && role !== 'function') {
      throw invalid('Please use a valid role: user, model.');
    }
    const parts = listOf(content['parts']).map((part, at) => partOf(part, `contents[${index}].parts[${at}]`));
    if (parts.length === 0)
      throw invalid(`GenerateContentRequest.contents[${index}].parts: must not be empty`);
    if (role === 'model') this.#model(parts, index);
    else this.#user(parts, index);
  }

  /** A turn answers all of its calls or none: a call that is followed by plain text is taken (recorded), a half-answered turn is not. */
  endOfTurn(): void {
    const open = this.#calls.filter((call) => !call.isAnswered).length;
    if (open > 0 && open < this.#calls.length) throw unpaired();
    this.#calls = [];
  }

  #model(parts: readonly JsonObject[], index: number): void {
    this.endOfTurn();
    if (this.messages.length === 0 && parts.some((part) => part['functionCall'] !== undefined))
      throw invalid(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      );
    const content = parts.map((part, at): AssistantPart => {
      const where = `contents[${index}].parts[${at}]`;
      if (part['functionResponse'] !== undefined)
        throw invalid(`${where}: a model turn holds no function responses.`);
      return part['functionCall'] === undefined ? this.#said(part, where) : this.#called(part, index, at);
    });
    this.messages.push({ role: 'assistant', content });
  }

  #said(part: JsonObject, where: string): AssistantPart {
    const signature = signatureOf(part);
    const { text } = part;
    if (typeof text === 'string') {
      return {
        type: part['thought'] === true ? 'reasoning' : 'text',
        text,
        ...signature,
        ...this.#beside(part),
      };
    }
    if (sourceNames.some((name) => part[name] !== undefined))
      return { ...this.#media(part, where), ...signature };
    return { type: 'extra', provider: this.#dialect.vendor, value: part };
  }

  #called(part: JsonObject, index: number, at: number): AssistantPart {
    const where = `contents[${index}].parts[${at}].function_call`;
    const call = messageOf(part['functionCall'], where);
    const name = textOf(call['name'], `${where}.name`) ?? '';
    if (name === '') throw invalid(`${where}.name: Name cannot be empty.`);
    const args = call['args'] ?? {};
    if (!isRecord(args)) throw invalid(`Invalid value at '${where}.args': an object is expected.`);
    const id = textOf(call['id'], `${where}.id`) ?? `call_${index}_${at}`;
    this.#calls.push({ id, name, isAnswered: false });
    const signature = signatureOf(part);
    const isDummy = signature.signature === this.#dialect.foreignSignature;
    return {
      type: 'tool-call',
      id,
      name,
      input: args as JsonObject,
      ...(isDummy ? {} : signature),
      ...this.#beside(part),
    };
  }

  #user(parts: readonly JsonObject[], index: number): void {
    for (const [at, part] of parts.entries()) {
      const where = `contents[${index}].parts[${at}]`;
      const isResult = part['functionResponse'] !== undefined;
      const last = this.messages.at(-1);
      if (isResult) {
        const result = this.#result(messageOf(part['functionResponse'], where), where);
        if (last?.role === 'tool')
          this.messages[this.messages.length - 1] = { role: 'tool', content: [...last.content, result] };
        else this.messages.push({ role: 'tool', content: [result] });
        continue;
      }
      const said = this.#asked(part, where);
      // Parts of one content are one message; the next content begins another.
      if (at > 0 && last?.role === 'user') {
        this.messages[this.messages.length - 1] = { role: 'user', content: [...last.content, said] };
      } else this.messages.push({ role: 'user', content: [said] });
    }
  }

  #asked(part: JsonObject, where: string): UserPart {
    const { text } = part;
    if (typeof text === 'string') return { type: 'text', text, ...this.#beside(part) };
    if (sourceNames.some((name) => part[name] !== undefined)) return this.#media(part, where);
    throw invalid(`${where}: a user turn cannot hold this kind of part.`);
  }

  #result(response: JsonObject, where: string): ToolResultPart {
    const name = textOf(response['name'], `${where}.name`) ?? '';
    if (name === '') throw invalid(`${where}.function_response.name: Name cannot be empty.`);
    const id = textOf(response['id'], `${where}.id`);
    const open = this.#calls.filter((call) => !call.isAnswered);
    const call = open.find((one) => one.id === id) ?? open.find((one) => one.name === name) ?? open[0];
    if (call === undefined) {
      if (this.#calls.length > 0) throw unpaired();
      throw invalid(
        'Please ensure that function response turn comes immediately after a function call turn.',
      );
    }
    call.isAnswered = true;
    const { text, isError } = outcomeOf(response['response']);
    const media = listOf(response['parts']).map((part, at) =>
      this.#media(partOf(part, `${where}.parts[${at}]`), where),
    );
    return {
      type: 'tool-result',
      toolCallId: call.id,
      toolName: name,
      content: [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...media],
      ...(isError ? { isError } : {}),
    };
  }

  #media(part: JsonObject, where: string): ImagePart | FilePart {
    const source =
      part['inlineData'] === undefined ? this.#fileSource(part, where) : inlineSource(part, where);
    const type = source.mediaType?.startsWith('image/') === true ? 'image' : 'file';
    return { type, source, ...this.#beside(part) };
  }

  #fileSource(part: JsonObject, where: string): MediaSource {
    const file = messageOf(part['fileData'], where);
    const uri = textOf(file['fileUri'], `${where}.file_uri`) ?? '';
    if (uri === '') throw invalid(`${where}.file_data.file_uri: must not be empty.`);
    const mediaType = textOf(file['mimeType'], `${where}.mime_type`);
    const { fileUriPrefix } = this.#dialect;
    const isOwn = uri.startsWith(`${fileUriPrefix}files/`);
    const place = isOwn ? { fileId: uri.slice(fileUriPrefix.length) } : { url: uri };
    return mediaType === undefined ? place : { ...place, mediaType };
  }

  #beside(part: JsonObject): { providerOptions?: Record<string, JsonObject> } {
    const own = besideNames
      .filter((name) => part[name] !== undefined)
      .map((name) => [name, part[name]] as const);
    return own.length === 0 ? {} : { providerOptions: { [this.#dialect.vendor]: Object.fromEntries(own) } };
  }
}

function partOf(value: Json, where: string): JsonObject {
  const part = messageOf(value, where);
  refuseUnknown(part, partMembers, where);
  const kinds = dataNames.filter((name) => part[name] !== undefined);
  // A signature or video metadata may stand alone (recorded at gemini-3-flash-preview and gemini-2.0-flash).
  const isBare = kinds.length === 0 && (part['thoughtSignature'] ?? part['videoMetadata']) !== undefined;
  if (isBare) return { ...part, text: '' };
  if (kinds.length !== 1) {
    throw invalid(`${where}.data: required oneof field 'data' must have one initialized field`);
  }
  textOf(part['text'], `${where}.text`);
  return part;
}

function inlineSource(part: JsonObject, where: string): MediaSource {
  const inline = messageOf(part['inlineData'], where);
  const mediaType = textOf(inline['mimeType'], `${where}.mime_type`) ?? '';
  const data = textOf(inline['data'], `${where}.data`) ?? '';
  if (mediaType === '') throw invalid(`${where}.inline_data.mime_type: must not be empty.`);
  if (/[^A-Za-z0-9+/_=\s-]/.test(data))
    throw invalid(`Invalid value at '${where}.inline_data.data': Base64 decoding failed.`);
  return { data, mediaType };
}

function signatureOf(part: JsonObject): { signature?: string } {
  const signature = textOf(part['thoughtSignature'], 'thought_signature');
  return signature === undefined ? {} : { signature };
}

// Google gives `output` and `error` a meaning and takes everything else as the output.
function outcomeOf(response: Json | undefined): { readonly text: string; readonly isError: boolean } {
  if (!isRecord(response)) return { text: '', isError: false };
  const [only, ...others] = Object.entries(response as JsonObject);
  if (only === undefined) return { text: '', isError: false };
  const [key, value] = only;
  const isKnown = others.length === 0 && (key === 'output' || key === 'result' || key === 'error');
  if (!isKnown) return { text: JSON.stringify(response), isError: false };
  return {
    text: typeof value === 'string' ? value : JSON.stringify(value ?? null),
    isError: key === 'error',
  };
}

function unpaired(): Error {
  return invalid(
    'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
  );
}
