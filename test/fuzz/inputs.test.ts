import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { isReqLLMError, ReqLLMError } from '../../src/core/error.ts';
import { parseJson } from '../../src/core/json.ts';
import { redact } from '../../src/core/redact.ts';
import { retryAfterMs } from '../../src/core/retry-after.ts';
import { checkHeaders } from '../../src/http/headers.ts';
import { checkBaseUrl, endpointUrl } from '../../src/http/url.ts';
import { createPartialJson } from '../../src/schema/partial-json.ts';
import { prepareCall } from '../../src/client/prepare.ts';
import { providerNames } from '../../src/client/provider-names.ts';
import { fuzzProperty } from './fuzz.ts';

// Targets 3 to 7 of the reliability plan: what callers and servers give besides frames. What must hold: a result that is
// safe, or one typed error.

function typed<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!isReqLLMError(error)) throw error;
    return undefined;
  }
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.stringMatching(/^[a-z./%\\@:?#-]{0,30}$/),
  fc.constantFrom(
    '..',
    '%2e%2e/',
    '/../..',
    '\r\nx-evil: 1',
    'a\tb',
    '\ud800',
    '//evil.example',
    '\\\\evil',
    '?a=b',
  ),
);

describe('partial JSON', () => {
  const pieces = fc.tuple(fc.json({ maxDepth: 4 }), fc.array(fc.nat({ max: 400 }), { maxLength: 8 }));
  fuzzProperty('any cut of any JSON ends as JSON.parse has it', 0.5, pieces, ([text, cuts]) => {
    const partial = createPartialJson();
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
    for (const [index, place] of places.entries()) partial.push(text.slice(places[index - 1] ?? 0, place));
    partial.end();
    expect(JSON.stringify(partial.value)).toBe(JSON.stringify(JSON.parse(text)));
  });
  fuzzProperty(
    'no text at all makes it throw anything else',
    0.25,
    fc.array(hostile, { maxLength: 6 }),
    (texts) => {
      typed(() => {
        const partial = createPartialJson();
        for (const text of texts) partial.push(text);
        return partial.value;
      });
      parseJson(texts.join(''));
    },
  );
});

describe('addresses', () => {
  const base = 'https://api.example.com/v1';
  fuzzProperty(
    'a path stays below the base URL, whatever is in it',
    1,
    fc.tuple(hostile, hostile),
    ([path, value]) => {
      const url = typed(() => endpointUrl(base, `/${path}`, { q: value }));
      if (url === undefined) return;
      const parsed = new URL(url);
      expect(parsed.origin + parsed.pathname).toSatisfy((text: string) => text.startsWith(`${base}/`));
      expect(parsed.searchParams.get('q')).toBe(value.toWellFormed());
    },
  );
  fuzzProperty('a base URL is one that URL takes, or refused', 0.5, hostile, (text) => {
    const checked = typed(() => checkBaseUrl(`https://${text}`));
    if (checked !== undefined) expect(new URL(checked)).toMatchObject({ search: '', hash: '', username: '' });
  });
});

describe('headers', () => {
  fuzzProperty('a header that passes writes one line', 0.5, fc.tuple(hostile, hostile), ([name, value]) => {
    const passed = typed(() => (checkHeaders({ [name]: value }), true));
    // oxlint-disable-next-line no-control-regex
    if (passed === true) expect(`${name}: ${value}`).not.toMatch(/[\r\n\0]/);
  });
  const text = fc.oneof(
    hostile,
    fc.double().map(String),
    fc.date().map(String),
    fc.stringMatching(/^[0-9.]{0,6}(?:ms|[dhms]){0,2}$/),
  );
  const name = fc.constantFrom(
    'retry-after-ms',
    'retry-after',
    'x-ratelimit-reset-tokens',
    'anthropic-ratelimit-tokens-reset',
  );
  fuzzProperty('a wait is none or a number of milliseconds', 0.5, fc.dictionary(name, text), (headers) => {
    const wait = retryAfterMs(headers, 1_767_225_600_000, 429);
    expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
  });
});

describe('requests', () => {
  const names = providerNames([]);
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withNullPrototype: true,
    withObjectString: true,
    maxDepth: 3,
  });
  const option = fc.constantFrom(
    'system',
    'tools',
    'stop',
    'headers',
    'timeout',
    'retry',
    'reasoning',
    'output',
    'metadata',
    'apiKey',
    'baseUrl',
    'providerOptions',
  );
  const arguments_ = fc.record({
    model: fc.oneof(
      hostile,
      hostile.map((id) => `openai:${id}`),
      anything,
    ),
    input: fc.oneof(hostile, anything),
    options: fc.oneof(fc.dictionary(option, anything, { maxKeys: 3 }), anything),
  });
  fuzzProperty(
    'any arguments make a call or one typed error',
    0.25,
    arguments_,
    ({ model, input, options }) => {
      typed(() =>
        prepareCall({
          model,
          others: [],
          input,
          options,
          defaults: {},
          providers: names,
          stream: false,
          now: 0,
        }),
      );
    },
  );
});

describe('redaction', () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
    .filter((text) => text.trim().length >= 8);
  const canaries = fc.tuple(hostile, secret, hostile);
  fuzzProperty('a key is in no message: plain, as URL, as base64', 0.5, canaries, ([before, key, after]) => {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')];
    for (const form of forms) {
      const error = new ReqLLMError(`${before}${form}${after}`, {
        code: 'auth',
        phase: 'headers',
        secrets: [key],
      });
      expect(error.message + JSON.stringify(error)).not.toContain(form);
      expect(redact(form, [key])).not.toContain(form);
    }
  });
});
