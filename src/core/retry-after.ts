type Headers = Readonly<Record<string, string>>;

/**
 * How long a refusal asks to wait, in milliseconds: `retry-after-ms`, else `retry-after` as seconds or as a date, else,
 * for a 429, when the limit that is used up is renewed (`x-ratelimit-reset…`, `anthropic-ratelimit-…-reset`).
 */
export function retryAfterMs(headers: Headers, nowMs: number, status?: number): number | undefined {
  const wait = waitIn(headers, nowMs, status);
  // More seconds than a number holds are no wait.
  return wait === undefined || !Number.isFinite(wait) ? undefined : wait;
}

function waitIn(headers: Headers, nowMs: number, status: number | undefined): number | undefined {
  const ms = Number(headers['retry-after-ms']?.trim() || Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const after = headers['retry-after']?.trim() ?? '';
  if (after !== '') return secondsOrDate(after, nowMs);
  return status === 429 ? untilReset(headers, nowMs) : undefined;
}

function secondsOrDate(text: string, nowMs: number): number | undefined {
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds >= 0 ? Math.round(seconds * 1_000) : undefined;
  // Date.parse of a lone number or word of another kind guesses; an HTTP date holds a clock time.
  const date = /\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

/**
 * The longest of the waits for limits of which nothing is left. A host that tells resets and not what remains (OpenRouter
 * at its 429) means the limit that was hit; one that tells both and has something left means another limit, so that its
 * resets say nothing.
 */
function untilReset(headers: Headers, nowMs: number): number | undefined {
  const waits: number[] = [];
  for (const name of Object.keys(headers)) {
    const kind = resetName.exec(name);
    if (kind === null) continue;
    const left = headers[name.replace('reset', 'remaining')]?.trim();
    if (left !== undefined && left !== '' && Number(left) !== 0) continue;
    const wait = resetIn(headers[name] as string, nowMs);
    if (wait !== undefined) waits.push(wait);
  }
  return waits.length === 0 ? undefined : Math.max(...waits);
}

// OpenAI and Groq: `x-ratelimit-reset-requests: 6m0s`; Anthropic: `anthropic-ratelimit-tokens-reset` with a date;
// OpenRouter: `x-ratelimit-reset` in milliseconds since 1970; the IETF draft: `ratelimit-reset` in seconds.
const resetName = /^(?:x-|anthropic-)?ratelimit-(?:[a-z-]+-)?reset(?:-[a-z-]+)?$/;

/** A reset as a wait: a duration (`1m26.4s`, `120ms`), seconds, seconds or milliseconds since 1970, or a date. */
export function resetIn(said: string, nowMs: number): number | undefined {
  const text = said.trim();
  if (text === '') return undefined;
  const number = Number(text);
  if (Number.isFinite(number)) {
    if (number < 0) return undefined;
    if (number > 1e11) return Math.max(0, number - nowMs);
    if (number > 1e9) return Math.max(0, number * 1_000 - nowMs);
    return Math.round(number * 1_000);
  }
  if (/^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(text)) return durationMs(text);
  return secondsOrDate(text, nowMs);
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

function durationMs(text: string): number {
  let total = 0;
  for (const [, count, unit = 's'] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g))
    total += Number(count) * (unitMs[unit] ?? 0);
  return Math.round(total);
}
