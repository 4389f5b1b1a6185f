import fc from 'fast-check';
import { anthropicMessages, googleGenerate, openaiChat, openaiResponses } from 'reqllm';
import { describe, expect } from 'vitest';
import { ReqLLMError } from '../../src/core/error.ts';
import { redact } from '../../src/core/redact.ts';
import { retryAfterMs } from '../../src/core/retry-after.ts';
import { checkHeaders } from '../../src/http/headers.ts';
import { checkBaseUrl, endpointUrl } from '../../src/http/url.ts';
import { prepareCall } from '../../src/client/prepare.ts';
import { providerNames } from '../../src/client/provider-names.ts';
import { bedrockConverse } from '../../src/protocols/bedrock-converse/endpoint.ts';
import { cohereChat } from '../../src/protocols/cohere-chat/endpoint.ts';
import { ollamaChat } from '../../src/protocols/ollama-chat/endpoint.ts';
import * as anthropic from '../conformance/anthropic-messages.arbitraries.ts';
import * as converse from '../conformance/bedrock-converse.arbitraries.ts';
import * as cohere from '../conformance/cohere-chat.arbitraries.ts';
import * as google from '../conformance/google-generate.arbitraries.ts';
import * as ollama from '../conformance/ollama-chat.arbitraries.ts';
import * as openai from '../conformance/openai-chat.arbitraries.ts';
import * as responses from '../conformance/openai-responses.arbitraries.ts';
import { fuzzProperty } from './fuzz.ts';
import { hostile, typed } from './hostile.ts';

// Targets 4 to 7 of the reliability plan: what callers and servers give besides frames. What must hold: a result that is
// safe, or one typed error.

const endpoints = [
  anthropicMessages(),
  bedrockConverse(),
  cohereChat(),
  googleGenerate(),
  ollamaChat(),
  openaiChat(),
  openaiResponses(),
];
const codecs = await Promise.all(endpoints.map((endpoint) => endpoint.load()));

describe('addresses', () => {
  const base = 'https://api.example.com/v1';
  fuzzProperty(
    { target: 5, title: 'a path stays below the base URL, whatever is in it', share: 0.5 },
    fc.tuple(hostile, hostile),
    ([path, value]) => {
      const url = typed(() => endpointUrl(base, `/${path}`, { q: value }));
      if (url === undefined) return;
      const parsed = new URL(url);
      expect(parsed.origin + parsed.pathname).toSatisfy((text: string) => text.startsWith(`${base}/`));
      expect(parsed.searchParams.get('q')).toBe(value.toWellFormed());
    },
  );
  fuzzProperty(
    { target: 5, title: 'a base URL is one that URL takes, or refused', share: 0.2 },
    hostile,
    (text) => {
      const checked = typed(() => checkBaseUrl(`https://${text}`));
      if (checked !== undefined)
        expect(new URL(checked)).toMatchObject({ search: '', hash: '', username: '' });
    },
  );
});

describe('headers', () => {
  fuzzProperty(
    { target: 5, title: 'a header that passes writes one line', share: 0.3 },
    fc.tuple(hostile, hostile),
    ([name, value]) => {
      const passed = typed(() => (checkHeaders({ [name]: value }), true));
      // oxlint-disable-next-line no-control-regex
      if (passed === true) expect(`${name}: ${value}`).not.toMatch(/[\r\n\0]/);
    },
  );
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
  fuzzProperty(
    { target: 6, title: 'a wait is none or a number of milliseconds', share: 1 },
    fc.dictionary(name, text),
    (headers) => {
      const wait = retryAfterMs(headers, 1_767_225_600_000, 429);
      expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true);
    },
  );
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
    { target: 4, title: 'any arguments make a call or one typed error', share: 0.5 },
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

describe('requests of one protocol, said in another', () => {
  const arbitraries = [anthropic, cohere, google, ollama, openai, responses, converse];
  const calls = fc.oneof(...arbitraries.map((each) => each.calls));
  const inputs = fc.tuple(calls, fc.constantFrom(...codecs), hostile, hostile);
  fuzzProperty(
    { target: 4, title: 'any call is a request that can be sent, or one typed error', share: 0.5 },
    inputs,
    ([call, codec, id, text]) => {
      const messages = [
        ...call.messages,
        { role: 'user' as const, content: [{ type: 'text' as const, text }] },
      ];
      const odd = { ...call, messages, model: { ...call.model, id } };
      const before = JSON.stringify(odd.messages);
      const request = typed(() => codec.encode(odd));
      expect(JSON.stringify(odd.messages)).toBe(before);
      if (request === undefined) return;
      expect(request.path).toMatch(/^\//);
      expect(brokenText(request.body)).toBeUndefined();
      const url = typed(() => endpointUrl('https://api.example.com/v1', request.path));
      if (url !== undefined) expect(new URL(url).href.startsWith('https://api.example.com/v1/')).toBe(true);
      typed(() => checkHeaders(request.headers ?? {}));
    },
  );
});

describe('redaction', () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
    .filter((text) => text.trim().length >= 8);
  const canaries = fc.tuple(hostile, secret, hostile);
  fuzzProperty(
    { target: 7, title: 'a key is in no message: plain, as URL, as base64', share: 1 },
    canaries,
    ([before, key, after]) => {
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
    },
  );
});

/** A text that is no well-formed one, anywhere in a value. */
function brokenText(value: unknown): string | undefined {
  let found: string | undefined;
  JSON.stringify(value, (name, member: unknown) => {
    for (const text of [name, member]) if (typeof text === 'string' && !text.isWellFormed()) found = text;
    return member;
  });
  return found;
}
