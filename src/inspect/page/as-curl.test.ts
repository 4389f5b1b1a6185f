import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { asCurl } from './as-curl.ts';

const request = {
  method: 'POST',
  url: 'https://api.example.com/v1/chat?a=b&c=d',
  headers: { 'content-type': 'application/json', 'x-mine': "it's $HOME" },
  proof: ['authorization', 'x-api-key'],
  body: { text: 'a "b" \'c\' $d `e` \\ %s !f\n\tg\u2028 é' },
};

/** What a shell hands to curl. */
function argumentsOf(command: string): string[] {
  const script = `API_KEY=key; curl() { printf '%s\\0' "$@"; }\n${command}`;
  return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1);
}

it('is read by a shell as it was meant, whatever was said', () => {
  const [, , url, ...rest] = argumentsOf(asCurl(request));
  expect(url).toBe(request.url);
  expect(rest.filter((each) => each !== '-H')).toEqual([
    'content-type: application/json',
    "x-mine: it's $HOME",
    'authorization: Bearer key',
    'x-api-key: key',
    '--data-raw',
    JSON.stringify(request.body),
  ]);
});

it('sends no body where there was none, and says that a form is missing', () => {
  expect(argumentsOf(asCurl({ ...request, method: 'GET', body: null }))).not.toContain('--data-raw');
  const headers = { 'content-type': 'multipart/form-data; boundary=x', accept: 'application/json' };
  const form = asCurl({ ...request, headers, body: '1234 bytes' });
  expect(form).toContain('# Its form (1234 bytes) is not in the journal');
  expect(argumentsOf(form)).toContain('accept: application/json');
  expect(argumentsOf(form).join(' ')).not.toMatch(/multipart|data-raw/);
});
