import { describe, expect, test } from 'vitest';
import { checkBaseUrl, endpointUrl, isLoopback } from './url.ts';

describe('checkBaseUrl', () => {
  test.each([
    ['https://api.example.com/v1', 'https://api.example.com/v1'],
    ['https://api.example.com/v1//', 'https://api.example.com/v1'],
    ['https://api.example.com', 'https://api.example.com'],
    ['HTTP://LocalHost:11434/', 'http://localhost:11434'],
    ['http://[::1]:80/x', 'http://[::1]/x'],
  ])('%s', (text, expected) => expect(checkBaseUrl(text)).toBe(expected));

  test.each([
    '',
    'api.example.com/v1',
    '/v1',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:1',
    'https://',
    'https://user:secret@example.com',
    'https://secret@example.com',
    'https://example.com?key=secret',
    'https://example.com/v1?',
    'https://example.com/#secret',
  ])('refuses "%s" without quoting it', (text) => {
    expect(() => checkBaseUrl(text)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('endpointUrl', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['https://a.example/v1/', '/chat/completions', {}, 'https://a.example/v1/chat/completions'],
    [
      'https://a.example',
      '/v1/models/gemini:generate',
      { alt: 'sse' },
      'https://a.example/v1/models/gemini:generate?alt=sse',
    ],
    [
      'https://a.example/v1',
      '/models/a%2Fb',
      { 'a b': 'c&d=é' },
      'https://a.example/v1/models/a%2Fb?a%20b=c%26d%3D%C3%A9',
    ],
    ['https://a.example/v1', '/m/..x/x..', {}, 'https://a.example/v1/m/..x/x..'],
  ])('%s + %s', (base, path, query, expected) => expect(endpointUrl(base, path, query)).toBe(expected));

  test('a list is several members of one name, or none', () => {
    const query = { keyterm: ['a&b', 'c'], none: [], last: 'd' };
    expect(endpointUrl('https://a.example', '/listen', query)).toBe(
      'https://a.example/listen?keyterm=a%26b&keyterm=c&last=d',
    );
  });

  test.each([
    'chat',
    '',
    '/../admin',
    '/models/..',
    '/a/./b',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '/a\\..\\b',
    '/a?x=1',
    '/a#b',
    '/a\n../b',
    '/a/.\t./b',
    '/a b',
    '/é',
  ])('refuses the path "%s"', (path) =>
    expect(() => endpointUrl('https://a.example/v1', path)).toThrow(
      expect.objectContaining({ code: 'config' }),
    ),
  );

  test('a path cannot name another host', () => {
    expect(endpointUrl('https://a.example', '//evil.example/x')).toBe('https://a.example//evil.example/x');
    expect(() => endpointUrl('https://a.example', '@evil.example/x')).toThrow(
      expect.objectContaining({ code: 'config' }),
    );
  });
});

test.each<[string, boolean]>([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['a.localhost', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['[::1]', true],
  ['::ffff:127.0.0.1', true],
  [new URL('http://[::ffff:127.0.0.1]').hostname, true],
  [new URL('http://2130706433').hostname, true],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['notlocalhost', false],
  ['0.0.0.0', false],
  ['128.0.0.1', false],
  ['::2', false],
  ['::ffff:8.8.8.8', false],
  ['', false],
])('isLoopback(%s) is %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
