import { expect, it, vi } from 'vitest';
import { isReqLLMError } from '../core/error.ts';
import { awsKeysOf, type Credentials, googleFileOf, rememberCredentials, tokenOf } from './credentials.ts';

it('credentials that do not change are given as they are', async () => {
  expect(await rememberCredentials('x', 'token', () => 0)()).toBe('token');
});

it('a function is asked once until a minute before what it gave ends', async () => {
  let clock = 0;
  let count = 0;
  const ask = rememberCredentials(
    'x',
    () => Promise.resolve({ token: `t${++count}`, expiresAt: clock + 600_000 }),
    () => clock,
  );
  expect(await Promise.all([ask(), ask()])).toMatchObject([{ token: 't1' }, { token: 't1' }]);
  clock = 539_999;
  expect(await ask()).toMatchObject({ token: 't1' });
  clock = 540_000;
  expect(await Promise.all([ask(), ask()])).toMatchObject([{ token: 't2' }, { token: 't2' }]);
  expect(count).toBe(2);
});

it('a function that says no end is asked each time', async () => {
  const source = vi.fn<() => string>(() => 'token');
  const ask = rememberCredentials('x', source, () => 0);
  await ask();
  await ask();
  expect(source).toHaveBeenCalledTimes(2);
});

it('a function that fails is an auth error that does not repeat its words, and is asked again', async () => {
  const source = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('no luck with hunter2'))
    .mockResolvedValueOnce('token');
  const ask = rememberCredentials('azure', source, () => 0);
  const error: unknown = await ask().catch((thrown: unknown) => thrown);
  expect(isReqLLMError(error) && [error.code, error.message.includes('azure')]).toEqual(['auth', true]);
  expect(String(error)).not.toContain('hunter2');
  expect(await ask()).toBe('token');
});

it.each<[Credentials, unknown, boolean, boolean]>([
  ['t', 't', false, false],
  [{ token: 't', expiresAt: 1 }, 't', false, false],
  [{ accessKeyId: 'a', secretAccessKey: 's' }, undefined, true, false],
  [{ type: 'service_account', client_email: 'e' }, undefined, false, true],
])('%j is known for what it is', (credentials, token, isAws, isGoogle) => {
  expect(tokenOf(credentials)).toBe(token);
  expect(awsKeysOf(credentials) !== undefined).toBe(isAws);
  expect(googleFileOf(credentials) !== undefined).toBe(isGoogle);
});
