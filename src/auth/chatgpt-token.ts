import { isRecord, parseJson } from '../core/json.ts';
import type { Auth } from './auth.ts';

/** The access token of a ChatGPT sign-in as a bearer key, with the account that the token names in a header of its own. */
export function chatgptToken(): Auth {
  return {
    env: [],
    isRequired: true,
    headers: (key) => {
      const token = key?.reveal() ?? '';
      const account = accountOf(token);
      return Promise.resolve({
        authorization: `Bearer ${token}`,
        ...(account === undefined ? {} : { 'chatgpt-account-id': account }),
      });
    },
  };
}

// The claims are read, not checked: the host that gave the token does that.
function accountOf(token: string): string | undefined {
  const claims = claimsOf(token.split('.')[1] ?? '');
  const own = isRecord(claims) ? claims['https://api.openai.com/auth'] : undefined;
  const account = isRecord(own) ? own['chatgpt_account_id'] : undefined;
  return typeof account === 'string' && /^[\w-]+$/.test(account) ? account : undefined;
}

function claimsOf(part: string): unknown {
  const base64 = part.replaceAll('-', '+').replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]+$/.test(base64) || base64.length % 4 === 1) return undefined;
  const parsed = parseJson(atob(base64));
  return parsed.ok ? parsed.value : undefined;
}
