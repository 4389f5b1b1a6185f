// What a recording says, read from the raw JSON by other code than ours: the corpus test compares the two.

export type Raw = Record<string, unknown>;

export interface RawCall {
  readonly name: string;
  /** The arguments as text, or as the value they were sent as. */
  arguments: unknown;
}

/** The content of a reply. */
export interface RawReply {
  text: string;
  /** All spellings of the thoughts; hosts send the same words in several fields. */
  reasoning: string[];
  refusal: string;
  calls: RawCall[];
  /** Pictures and sounds. */
  files: number;
  /** Parts that only the provider understands. */
  extras: number;
  citations: number;
  logprobs: number;
  finish: string | undefined;
  id: string | undefined;
  /** Opaque texts that must survive for replay: signatures, encrypted content. */
  opaque: string[];
  usage: Raw | undefined;
  /** The provider's own error object, when it is in the reply. */
  error: unknown;
}

export function emptyReply(): RawReply {
  return {
    text: '',
    reasoning: [],
    refusal: '',
    calls: [],
    files: 0,
    extras: 0,
    citations: 0,
    logprobs: 0,
    finish: undefined,
    id: undefined,
    opaque: [],
    usage: undefined,
    error: undefined,
  };
}

/** The JSON documents of a reply, one for a body, many for a stream; undefined when it is neither. */
export function documentsOf(text: string): Raw[] | undefined {
  const whole = parsed(text) ?? parsed(`${text}]`);
  if (Array.isArray(whole)) return whole as Raw[];
  if (whole !== undefined) return [record(whole)];
  const documents: Raw[] = [];
  for (const block of text.split(/\r\n\r\n|\n\n|\r\r/)) {
    const data = block.split(/\r\n|\n|\r/).filter((line) => line.startsWith('data:'));
    const document = parsed(data.map((line) => line.slice(5)).join('\n'));
    if (document !== undefined) documents.push(record(document));
  }
  return documents.length === 0 ? linesOf(text) : documents;
}

/** One JSON object a line. */
function linesOf(text: string): Raw[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.map(parsed);
  const isAll = lines.length > 0 && values.every((value) => typeof value === 'object' && value !== null);
  return isAll ? values.map(record) : undefined;
}

export function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

export function list(value: unknown): Raw[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
