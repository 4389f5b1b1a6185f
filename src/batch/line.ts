import { createHash } from 'node:crypto';
import {
  isReqLLMError,
  type Json,
  type JsonObject,
  type MessageInput,
  ReqLLMError,
  type TextOptions,
} from '../index.ts';

/** One piece of work of a batch run, as it stands in the input: a prompt or a conversation, and how it is to be asked. */
export interface BatchLine {
  /** Names the line in the results. Default: a hash of what it says, so that the same line always has the same id. */
  readonly id?: string;
  readonly prompt?: string;
  readonly messages?: readonly MessageInput[];
  /** Default: the model of the run. */
  readonly model?: string;
  /** Over the options of the run. */
  readonly options?: TextOptions;
  /** JSON Schema of the object to answer with. */
  readonly schema?: JsonObject;
}

/** A line that is checked and named. */
export interface NamedLine extends BatchLine {
  readonly id: string;
  /** Hash of everything the line says but its id. */
  readonly hash: string;
  /** Its place in the input, from 0. */
  readonly index: number;
}

const members = ['id', 'prompt', 'messages', 'model', 'options', 'schema'];

/** Checks lines and gives each an id. Throws `invalid-request` naming the line for one that cannot be run. */
export function nameLines(lines: Iterable<BatchLine>): NamedLine[] {
  const named: NamedLine[] = [];
  const taken = new Map<string, string>();
  for (const line of lines) {
    const where = `line ${named.length + 1}`;
    checkLine(line, where);
    const { id: given, ...content } = line;
    const hash = hashOf(content);
    if (given !== undefined && taken.has(given))
      throw wrong(`The id "${given}" of ${where} is taken by ${taken.get(given)}.`);
    const id = given ?? freeId(hash.slice(0, 16), taken);
    taken.set(id, where);
    named.push({ ...line, id, hash, index: named.length });
  }
  return named;
}

/** Reads JSON lines. Empty lines are passed over. Throws `invalid-request` naming the line that is no JSON object. */
export function parseLines(text: string): BatchLine[] {
  const lines: BatchLine[] = [];
  text.split('\n').forEach((source, index) => {
    if (source.trim() === '') return;
    const where = `line ${index + 1}`;
    try {
      const value: unknown = JSON.parse(source);
      checkLine(value, where);
      lines.push(value);
    } catch (error) {
      if (isReqLLMError(error)) throw error;
      throw wrong(
        `The input's ${where} is no JSON: ${error instanceof Error ? error.message : 'unreadable'}.`,
      );
    }
  });
  return lines;
}

/** The lines that one of several runs takes, by their ids: the same ones wherever it is worked out. */
export function shardOf<Line extends { readonly id: string }>(
  lines: readonly Line[],
  { index, of }: { readonly index: number; readonly of: number },
): Line[] {
  if (!Number.isSafeInteger(of) || !Number.isSafeInteger(index) || index < 1 || index > of)
    throw wrong(`There is no shard ${index} of ${of}; the first is 1 of ${of}.`);
  return lines.filter(({ id }) => {
    const head = createHash('sha256').update(id).digest().readUInt32BE(0);
    return head % of === index - 1;
  });
}

/** A hash of a JSON value that does not depend on the order of members. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value as Json)))
    .digest('hex');
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => sorted(each as Json));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, member]) => [name, sorted(member as Json)]),
  );
}

function checkLine(value: unknown, where: string): asserts value is BatchLine {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(`The input's ${where} must be an object with a \`prompt\` or \`messages\`.`);
  const line = value as Record<string, unknown>;
  const unknown = Object.keys(line).find((name) => !members.includes(name));
  if (unknown !== undefined)
    throw wrong(`The input's ${where} has the member "${unknown}"; a line takes ${members.join(', ')}.`);
  if ((line['prompt'] === undefined) === (line['messages'] === undefined))
    throw wrong(`The input's ${where} must have either a \`prompt\` or \`messages\`.`);
  for (const name of ['id', 'prompt', 'model'])
    if (line[name] !== undefined && (typeof line[name] !== 'string' || line[name] === ''))
      throw wrong(`The \`${name}\` of the input's ${where} must be text.`);
  if (line['messages'] !== undefined && !Array.isArray(line['messages']))
    throw wrong(`The \`messages\` of the input's ${where} must be a list.`);
}

// The same line twice is two pieces of work; the second is told apart by its number.
function freeId(hash: string, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(hash)) return hash;
  let number = 2;
  while (taken.has(`${hash}-${number}`)) number += 1;
  return `${hash}-${number}`;
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'invalid-request', phase: 'config' });
}
