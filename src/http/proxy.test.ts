import { describe, expect, test } from 'vitest';
import { proxyAuthorization, proxyFor } from './proxy.ts';

const api = new URL('https://api.example.com/v1');
const plain = new URL('http://models.example.com:8000/v1');
const proxied = (url: URL, env: Record<string, string>): string | undefined =>
  proxyFor(url, (name) => env[name])?.href;

test.each(['http://user:100%@proxy:1', 'http://%zz:word@proxy:1'])(
  'a % that is no escape is told, and the password is not',
  (address) => {
    const read = (): unknown => proxyFor(api, (name) => (name === 'HTTPS_PROXY' ? address : undefined));
    expect(read).toThrow(/write it as %25/);
    expect(read).not.toThrow(/100%|zz/);
  },
);

describe('which variable counts', () => {
  test.each<[string, URL, Record<string, string>, string | undefined]>([
    ['none', api, {}, undefined],
    ['https for https', api, { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:2' }, 'http://p:1/'],
    ['http for http', plain, { HTTPS_PROXY: 'http://p:1', HTTP_PROXY: 'http://q:2' }, 'http://q:2/'],
    ['http never for https', api, { HTTP_PROXY: 'http://q:2' }, undefined],
    ['all for both', api, { ALL_PROXY: 'http://a:3' }, 'http://a:3/'],
    ['its own before all', plain, { ALL_PROXY: 'http://a:3', http_proxy: 'http://q:2' }, 'http://q:2/'],
    [
      'lower case first',
      api,
      { HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:1' },
      'http://small:1/',
    ],
    ['an empty one is none', api, { HTTPS_PROXY: ' ', ALL_PROXY: '' }, undefined],
    ['without a scheme', api, { HTTPS_PROXY: 'proxy.corp:3128' }, 'http://proxy.corp:3128/'],
    ['over TLS', api, { HTTPS_PROXY: 'https://proxy.corp' }, 'https://proxy.corp/'],
    [
      "a visitor's header under CGI is no proxy",
      plain,
      { HTTP_PROXY: 'http://evil', REQUEST_METHOD: 'GET' },
      undefined,
    ],
    [
      'lower case counts under CGI',
      plain,
      { http_proxy: 'http://q:2', REQUEST_METHOD: 'GET' },
      'http://q:2/',
    ],
  ])('%s', (_name, url, env, expected) => expect(proxied(url, env)).toBe(expected));
});

describe('NO_PROXY', () => {
  test.each<[string, URL, boolean]>([
    ['*', api, true],
    ['api.example.com', api, true],
    ['API.Example.COM', api, true],
    ['example.com', api, true],
    ['.example.com', api, true],
    ['*.example.com', api, true],
    ['other.com, example.com', api, true],
    ['other.com example.com', api, true],
    ['ample.com', api, false],
    ['api.example.com.evil', api, false],
    ['example.com:443', api, true],
    ['example.com:8000', api, false],
    ['example.com:8000', plain, true],
    [', ,', api, false],
    ['[2001:db8::1]:8080', new URL('http://[2001:db8::1]:8080/'), true],
    ['2001:db8::1', new URL('http://[2001:db8::1]:8080/'), true],
    ['[2001:db8::1]:81', new URL('http://[2001:db8::1]:8080/'), false],
    ['10.0.0.7', new URL('http://10.0.0.7/'), true],
  ])('%s for %s: %s', (list, url, isExempt) => {
    const found = proxied(url, { ALL_PROXY: 'http://p:1', NO_PROXY: list });
    expect(found === undefined).toBe(isExempt);
  });
});

test.each(['http://localhost:11434', 'http://127.0.0.1:8000', 'http://[::1]:1234', 'https://box.localhost'])(
  '%s is never proxied unless asked',
  (url) => {
    const env = (name: string): string | undefined => (name === 'ALL_PROXY' ? 'http://p:1' : undefined);
    expect(proxyFor(new URL(url), env)).toBeUndefined();
    expect(proxyFor(new URL(url), env, { includeLoopback: true })?.href).toBe('http://p:1/');
  },
);

test.each(['socks5://user:secret@p:1080', '://', 'http://user:secret@'])(
  '%s is refused without being quoted',
  (proxy) => {
    expect(() => proxied(api, { HTTPS_PROXY: proxy })).toThrow(/^(?!.*secret).*HTTPS_PROXY.*nodeTransport/);
  },
);

test('credentials are decoded', () => {
  expect(proxyAuthorization(new URL('http://p:1'))).toBeUndefined();
  expect(proxyAuthorization(new URL('http://us%40er:p%C3%A4ss@p:1'))).toBe(
    `Basic ${Buffer.from('us@er:päss').toString('base64')}`,
  );
});
