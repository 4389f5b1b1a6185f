import type { CallLine } from '../journal-line.ts';

type Said = Readonly<Record<string, unknown>>;

/** How each operation is asked for: the function, and which members of the call are its input. */
const functions: Readonly<Record<string, readonly [name: string, input: readonly string[]]>> = {
  text: ['generateText', ['messages']],
  embed: ['embed', ['values']],
  rerank: ['rerank', ['query', 'documents']],
  image: ['generateImage', ['prompt']],
  speech: ['speak', ['text']],
  transcription: ['transcribe', ['audio']],
  moderation: ['moderate', ['values']],
  ocr: ['ocr', ['document']],
  video: ['generateVideo', ['prompt']],
};

/**
 * The call as one would write it. What a client's defaults and its layers put into the call is in it too; what is no part
 * of a call (keys, signals, limits) is not.
 */
export function asCode({ model, operation, stream, call }: CallLine): string {
  const said = call as Said;
  const [name, inputs] = functions[operation] ?? [operation, []];
  const { system, messages } = promptOf(said['messages']);
  const input =
    operation === 'text'
      ? messages
      : inputs.length === 1
        ? said[inputs[0] ?? '']
        : Object.fromEntries(inputs.map((each) => [each, said[each]]));
  const hidden = new Set(['operation', 'model', 'stream', ...inputs]);
  const options = {
    ...(system === undefined ? {} : { system }),
    ...Object.fromEntries(Object.entries(said).filter(([key]) => !hidden.has(key))),
  };
  const shown = [
    literal(model),
    literal(input),
    ...(Object.keys(options).length === 0 ? [] : [literal(options)]),
  ];
  const streamed: Readonly<Record<string, string>> = { text: 'streamText', image: 'streamImage' };
  const asked = (stream ? streamed[operation] : undefined) ?? name;
  const oneLine = `await client.${asked}(${shown.join(', ')});`;
  if (oneLine.length <= 100 && !oneLine.includes('\n')) return oneLine;
  return `await client.${asked}(\n${shown.map((each) => `${indented(each)},`).join('\n')}\n);`;
}

/** The last words of the user, or what else was asked, on one line. */
export function askedText({ operation, call }: CallLine): string {
  const said = call as Said;
  const words =
    operation === 'text'
      ? lastWords(said['messages'])
      : (said['prompt'] ?? said['text'] ?? said['query'] ?? said['values'] ?? '');
  const text = typeof words === 'string' ? words : JSON.stringify(words);
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}

interface Message {
  readonly role?: string;
  readonly content?: readonly {
    readonly type?: string;
    readonly text?: string;
    readonly toolName?: string;
  }[];
}

function lastWords(messages: unknown): string {
  const last = (Array.isArray(messages) ? (messages as Message[]) : []).at(-1);
  const results = last?.content?.filter(({ type }) => type === 'tool-result') ?? [];
  if (results.length > 0)
    return `(results of ${results.map(({ toolName }) => toolName ?? 'a tool').join(', ')})`;
  return last?.content?.map(({ text }) => text ?? '').join(' ') ?? '';
}

function promptOf(given: unknown): { readonly system?: string; readonly messages: unknown } {
  const all = Array.isArray(given) ? (given as Message[]) : [];
  const isText = ({ content }: Message): boolean => content?.length === 1 && content[0]?.type === 'text';
  const [first, ...rest] = all;
  const hasSystem = first?.role === 'system' && isText(first);
  const messages = hasSystem ? rest : all;
  const [only] = messages;
  const isWords = messages.length === 1 && only?.role === 'user' && isText(only);
  return {
    ...(hasSystem ? { system: first.content?.[0]?.text ?? '' } : {}),
    messages: isWords ? only.content?.[0]?.text : messages,
  };
}

/** JSON as people write it in TypeScript: names without quotes, single quotes. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const items = value.map(literal);
    return bracketed('[', items, ']');
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, each]) => `${memberName(name)}: ${literal(each)}`);
  return bracketed('{ ', members, ' }');
}

function memberName(name: string): string {
  // Written plainly, this one would set the prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function bracketed(open: string, items: readonly string[], close: string): string {
  if (items.length === 0) return open.trim() + close.trim();
  const line = `${open}${items.join(', ')}${close}`;
  if (line.length <= 72 && !line.includes('\n')) return line;
  return `${open.trim()}\n${items.map((item) => `${indented(item)},`).join('\n')}\n${close.trim()}`;
}

function quoted(text: string): string {
  const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  // JSON leaves these two as they are; here they would end a line.
  return `'${plain.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
