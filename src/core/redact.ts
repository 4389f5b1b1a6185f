const mark = '[redacted]';

// Shapes of the big vendors' keys and of credentials in header form. A miss is caught by the live secrets, which are
// given to `redact` by whoever holds them.
const patterns: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|csk|r8|hf|tgp|nvapi|pplx|fw|key)[-_][A-Za-z0-9_-]{12,}/g,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9._-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /([?&](?:key|api_key|apikey|access_token|token)=)[^&\s"']+/gi,
];

// Three parts of base64url. The first one begins with `ey`, after a hyphen at most; as that may be anywhere in it, the part
// is looked into once it is found: one expression for both would try each `-ey` of a long text against all that follows.
const tokens = /(?<![\w-])([\w-]{12,})\.[\w-]{10,}\.[\w-]+/g;

/**
 * Takes credentials out of a text: the given ones in plain, URL, JSON and base64 form, also where the text was cut behind
 * their first `least` characters (default 8), and everything that looks like one.
 */
export function redact(text: string, secrets: readonly string[] = [], least: number = 8): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    for (const form of formsOf(secret)) clean = without(clean, form, least);
  }
  for (const pattern of patterns)
    clean = clean.replace(
      pattern,
      (_match, prefix: unknown) => (typeof prefix === 'string' ? prefix : '') + mark,
    );
  return clean.replace(tokens, (match, first: string) => {
    const at = /\bey[\w-]{10}/.exec(first)?.index;
    return at === undefined ? match : match.slice(0, at) + mark;
  });
}

// Errors quote the first so many characters of what came; a key that stands at the cut is still most of a key.
function without(text: string, secret: string, least: number): string {
  const start = secret.slice(0, least);
  let clean = '';
  let from = 0;
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, from)) {
    let length = start.length;
    while (length < secret.length && text[at + length] === secret[length]) length += 1;
    clean += text.slice(from, at) + mark;
    from = at + length;
  }
  return clean + text.slice(from);
}

function formsOf(secret: string): string[] {
  const forms = [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)];
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  return [...forms, base64].filter((form, index, all) => all.indexOf(form) === index);
}
