import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isReqLLMError, ReqLLMError } from './error.ts';
import { redact } from './redact.ts';
import type { ModelResponse } from './response.ts';
import { Secret } from './secret.ts';

const key = 'Zq9-very-unusual/key+value=';

describe('ReqLLMError', () => {
  it('shows no facts that it does not have', () => {
    const error = new ReqLLMError('No key.', { code: 'auth', phase: 'config', model: 'openai:gpt-4o' });
    expect(Object.keys(error).sort()).toEqual(['attempts', 'code', 'model', 'name', 'phase', 'retryable']);
    expect(inspect(error)).not.toContain('undefined');
    expect(error.with({ status: 401 })).toMatchObject({ code: 'auth', model: 'openai:gpt-4o', status: 401 });
  });

  it('holds no key in any form, on any surface', () => {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64')];
    const cause = Object.assign(new Error(`host said ${key}`), {
      code: 'ECONNRESET',
      headers: { authorization: key },
    });
    const error = new ReqLLMError(`Wrong key: ${forms.join(' ')}`, {
      code: 'auth',
      phase: 'headers',
      providerCode: key,
      cause,
      secrets: [key],
    });
    const surfaces = [
      error.message,
      error.stack ?? '',
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error),
    ];
    for (const surface of surfaces)
      for (const form of forms) expect(surface).not.toContain(form.replace(/=+$/, ''));
    expect(inspect(error)).toContain('ECONNRESET');
  });

  it('keeps its cause when more facts are added, and takes the key out of it too', () => {
    const cause = Object.assign(new Error(`host said ${key}`), { code: 'ECONNRESET', socket: {} });
    const error = new ReqLLMError('It broke off.', { code: 'network', phase: 'stream', cause });
    const known = error.with({ model: 'a:b' }).with({ secrets: [key] });
    expect(known.cause).toEqual({ name: 'Error', message: 'host said [redacted]', code: 'ECONNRESET' });
  });

  it('does not print the conversation', () => {
    const partial = { text: 'the secret plan' } as ModelResponse;
    const error = new ReqLLMError('It broke off.', { code: 'truncated', phase: 'stream', partial });
    expect(error.partial?.text).toBe('the secret plan');
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('secret plan');
  });

  it('is known by its brand, also from another copy of the library', () => {
    const foreign = { [Symbol.for('reqllm.error')]: true };
    expect(isReqLLMError(foreign)).toBe(true);
    expect(isReqLLMError(new Error('no'))).toBe(false);
  });

  it('keeps its facts when more are added', () => {
    const error = new ReqLLMError('Busy.', {
      code: 'overloaded',
      phase: 'headers',
      status: 529,
      retryable: true,
      retryAfterMs: 10,
    });
    const located = error.with({ model: 'a:b', requestId: 'r' });
    expect(located.toJSON()).toMatchObject({
      message: 'Busy.',
      code: 'overloaded',
      status: 529,
      retryable: true,
      retryAfterMs: 10,
      model: 'a:b',
      requestId: 'r',
    });
  });
});

describe('redact', () => {
  it.each([
    'sk-abcdefghijklmnopqrst',
    'sk-ant-api03-abcdefghijklmno',
    'AIzaSyA1234567890123456789012345',
    'gsk_abcdefghijklmnop',
    'Bearer abc.def.ghi',
    'https://host/path?key=abcdef&x=1',
  ])('takes out %s', (text) => {
    expect(redact(`before ${text} after`)).toMatch(/^before .*\[redacted\].* after$/);
  });

  it.each(['eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln', 'id-eyJhbGciOiJIUzI1.eyJzdWIiOiIx.c2ln'])(
    'takes out the token in %s',
    (text) => {
      expect(redact(`(${text})`)).toMatch(/^\((?:id-)?\[redacted\]\)$/);
    },
  );

  it('takes a key out that was cut', () => {
    for (let length = 8; length <= key.length; length += 1) {
      const text = redact(`It begins with: <b>${key.slice(0, length)}…`, [key]);
      expect(text).toBe('It begins with: <b>[redacted]…');
    }
  });

  it('takes a key out in the form that JSON gives it', () => {
    const odd = 'pass"word\\of-many-signs';
    expect(redact(JSON.stringify({ odd }), [odd])).toBe('{"odd":"[redacted]"}');
  });

  it('is done with long texts that are nearly keys', () => {
    for (const part of ['-ey', '.ey', 'eyaaaaaaaaaa.', 'sk-', 'Bearer ', '?key=', key.slice(0, 8)])
      expect(redact(part.repeat(1_000_000 / part.length), [key]).length).toBeGreaterThan(0);
  });

  it('leaves other text alone', () => {
    const text = 'The model gpt-4o-mini does not exist; key facts: none.';
    expect(redact(text)).toBe(text);
  });
});

describe('Secret', () => {
  it('shows itself to nobody but who asks', () => {
    const secret = new Secret(key);
    expect(
      `${secret} ${JSON.stringify({ secret })} ${inspect({ secret }, { showHidden: true })}`,
    ).not.toContain(key);
    expect(secret.reveal()).toBe(key);
  });
});
