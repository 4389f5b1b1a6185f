import { expect, test } from 'vitest';
import { Secret } from '../core/secret.ts';
import { chatgptToken } from './chatgpt-token.ts';

const request = { method: 'POST', url: 'https://chatgpt.com', headers: {}, body: '{}', env: () => undefined };

function tokenWith(claims: unknown): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
}

function headersFor(token: string): Promise<Readonly<Record<string, string>>> {
  return chatgptToken().headers(new Secret(token), request);
}

test('the token goes as a bearer key, its account in a header', async () => {
  const token = tokenWith({ 'https://api.openai.com/auth': { chatgpt_account_id: 'acc-1_2' }, name: 'Zoë' });
  expect(await headersFor(token)).toEqual({
    authorization: `Bearer ${token}`,
    'chatgpt-account-id': 'acc-1_2',
  });
});

test('without a readable account there is no such header', async () => {
  const strange = { 'https://api.openai.com/auth': { chatgpt_account_id: 'a\r\nx-evil: 1' } };
  for (const token of ['plain', 'a.b.c', 'a.!!.c', 'a.e30.c', tokenWith(strange), tokenWith(null)])
    expect(await headersFor(token)).toEqual({ authorization: `Bearer ${token}` });
});
