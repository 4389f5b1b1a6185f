import { ReqLLMError } from '../core/error.ts';

/**
 * Refuses headers that could change the meaning of the request: control characters or characters beyond Latin-1 in a
 * value, a malformed name, or a header that belongs to the connection. The error never quotes a value.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const name in headers) {
    checkName(name);
    const value: unknown = headers[name];
    if (typeof value !== 'string') throw refuse(`The value of the header "${name}" is not a text.`);
    if (badValuePattern.test(value)) {
      throw refuse(
        `The value of the header "${name}" holds a line break or another character that HTTP does not allow. Check it for stray characters.`,
      );
    }
  }
}

// Requests have the same few names, again and again.
const goodNames = new Set<string>();

function checkName(name: string): void {
  if (goodNames.has(name)) return;
  if (!namePattern.test(name))
    throw refuse(
      'The name of a header holds a character that HTTP does not allow. Check the `headers` option.',
    );
  if (ownedByTransport.has(name.toLowerCase()))
    throw refuse(`The header "${name}" belongs to the connection. Leave it out.`);
  if (goodNames.size < 256) goodNames.add(name);
}

/** Whether all values are plain ASCII. */
export function isAscii(headers: Readonly<Record<string, string>>): boolean {
  for (const name in headers) if (beyondAscii.test(headers[name] as string)) return false;
  return true;
}

// RFC 9110 §5.1 (token) and §5.5 (field values: tab, visible ASCII, space, and 0x80–0xFF for old Latin-1 texts).
const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const badValuePattern = /[^\t\x20-\x7e\x80-\xff]/;
const beyondAscii = /[\x80-\xff]/;

const ownedByTransport = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function refuse(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
