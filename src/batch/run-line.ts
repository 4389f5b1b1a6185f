import {
  type Client,
  type Input,
  isReqLLMError,
  type ModelResponse,
  ReqLLMError,
  type TextOptions,
} from '../index.ts';
import type { BatchJournal, JournalEntry } from './journal.ts';
import { type BatchLine, nameLines, type NamedLine } from './line.ts';
import { answered, type BatchResult, failed, unknownResult } from './result.ts';

/** How one line is run. */
export interface RunLineOptions {
  readonly client: Client;
  readonly journal: BatchJournal;
  /** The model of lines that name none. */
  readonly model?: string;
  /** Options of all lines, under their own. */
  readonly options?: TextOptions;
  /** Sends again what was begun and never answered; it may be billed twice. Default false. */
  readonly retryUnknown?: boolean;
  /** Which failed lines are sent again: those that cannot have been billed (default), all, or none. */
  readonly retryFailed?: 'unbilled' | 'all' | 'none';
  readonly signal?: AbortSignal;
}

/**
 * Runs one line once, however often and wherever this is called with the same journal: what has an answer is answered from
 * the journal, what another process began is `unknown`. A failure of the call is a result, not an exception; throws only
 * when the journal fails, `config` when the line is another one than the journal has under its id.
 */
export async function runLine(line: BatchLine, options: RunLineOptions): Promise<BatchResult> {
  const [named] = 'hash' in line ? [line as NamedLine] : nameLines([line]);
  return (await runNamed(named as NamedLine, options)).result;
}

/** The same for a line that has its name; `isNew` tells whether anything was sent. */
export async function runNamed(
  line: NamedLine,
  options: RunLineOptions,
): Promise<{ readonly result: BatchResult; readonly isNew: boolean }> {
  const { journal } = options;
  const known = await journal.find(line.id);
  const recalled = settledIn(known, line, options);
  if (recalled !== undefined) return { result: recalled, isNew: false };
  if (!(await journal.begin({ id: line.id, hash: line.hash, again: known !== undefined })))
    return { result: unknownResult(line), isNew: false };
  const result = await ask(line, options);
  await journal.settle(result);
  return { result, isNew: true };
}

type Recalling = Pick<RunLineOptions, 'journal' | 'retryUnknown' | 'retryFailed'>;

/** What the journal says became of a line, unless it is to be sent: for the first time or again. */
export async function recall(line: NamedLine, options: Recalling): Promise<BatchResult | undefined> {
  return settledIn(await options.journal.find(line.id), line, options);
}

function settledIn(
  known: JournalEntry | undefined,
  line: NamedLine,
  options: Recalling,
): BatchResult | undefined {
  if (known === undefined) return undefined;
  checkSame(known, line);
  return isToRetry(known, options) ? undefined : (known.result ?? unknownResult(line));
}

function isToRetry(
  { result }: JournalEntry,
  { retryUnknown = false, retryFailed = 'unbilled' }: Recalling,
): boolean {
  if (result === undefined) return retryUnknown;
  if (result.status !== 'error' || retryFailed === 'none') return false;
  return retryFailed === 'all' || result.error?.billed !== true;
}

async function ask(line: NamedLine, options: RunLineOptions): Promise<BatchResult> {
  const began = performance.now();
  const elapsed = (): number => Math.round(performance.now() - began);
  try {
    return answered(line, await askModel(line, options), elapsed());
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return failed(line, error, elapsed());
  }
}

/** Asks the model what a line says, as text or for an object. */
export async function askModel(
  line: BatchLine,
  { client, model, options, signal }: Omit<RunLineOptions, 'journal'>,
): Promise<ModelResponse> {
  const spec = line.model ?? model;
  if (spec === undefined)
    throw new ReqLLMError('No model is named, neither by the line nor for the run; pass one.', {
      code: 'config',
      phase: 'config',
    });
  const input: Input = line.prompt ?? (line.messages as Input);
  const settings = { ...options, ...line.options, ...(signal === undefined ? {} : { signal }) };
  if (line.schema === undefined) return client.generateText(spec, input, settings);
  const { output: _output, ...rest } = settings;
  return client.generateObject(spec, input, { ...rest, schema: line.schema });
}

function checkSame(known: JournalEntry, line: NamedLine): void {
  if (known.hash === line.hash) return;
  const message = `The line "${line.id}" says something else than when it was first run. Give it another id, or begin with a new journal.`;
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}
