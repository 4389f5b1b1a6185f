import { styleText } from 'node:util';
import { isReqLLMError, type ModelResponse, processEnv } from '../index.ts';

/** Says what went wrong on standard error and returns the exit code: 2 for a call that was set up wrong, else 1. */
export function reportFailure(error: unknown): number {
  if (!isReqLLMError(error)) {
    process.stderr.write(
      `${paint('dim', 'unexpected failure', process.stderr)} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return 1;
  }
  process.stderr.write(`${paint('red', `error[${error.code}]`, process.stderr)} ${error.message}\n`);
  const facts = [
    error.model,
    error.status === undefined ? '' : `HTTP ${error.status}`,
    error.requestId ?? '',
  ].filter(Boolean);
  if (facts.length > 0) process.stderr.write(`${paint('dim', facts.join(' · '), process.stderr)}\n`);
  return error.code === 'config' || error.code === 'invalid-request' ? 2 : 1;
}

/** `openai:gpt-4o-mini · 250 ms · 15 → 3 tokens · stop`. */
export function summaryOf(response: ModelResponse): string {
  const { usage, timing, model, finishReason, attempts } = response;
  const count = (tokens: number | null): string => (tokens === null ? '?' : String(tokens));
  const cost =
    usage.cost === null ? [] : [`$${usage.cost.total.toFixed(6)}${usage.cost.complete ? '' : ' at least'}`];
  const tries = attempts.length > 1 ? [`${attempts.length} attempts`] : [];
  const tokens = `${count(usage.inputTokens)} → ${count(usage.outputTokens)} tokens`;
  return [model.spec, `${timing.totalMs} ms`, tokens, ...cost, ...tries, finishReason].join(' · ');
}

export function faint(text: string): string {
  return paint('dim', text);
}

export function bold(text: string): string {
  return paint('bold', text);
}

// Node checks NO_COLOR and the terminal only from 22.13 on. Each stream may lead elsewhere.
function paint(
  style: 'dim' | 'bold' | 'red',
  text: string,
  { isTTY }: { readonly isTTY?: boolean } = process.stdout,
): string {
  const isPlain = isTTY !== true || (processEnv('NO_COLOR') ?? '') !== '';
  return isPlain ? text : styleText(style, text, { validateStream: false });
}
