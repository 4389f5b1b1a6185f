const mark = '[redacted]';

// Shapes of the big vendors' keys and of credentials in header form. A miss is caught by the live secrets, which are
// given to `redact` by whoever holds them.
const patterns: readonly RegExp[] = [
  /\b(?:sk|pk|rk|gsk|xai|csk|r8|hf|tgp|nvapi|pplx|fw|key)[-_][A-Za-z0-9_-]{12,}/g,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bya29\.[A-Za-z0-9._-]{10,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/g,
  /\b(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /([?&](?:key|api_key|apikey|access_token|token)=)[^&\s"']+/gi,
];

/** Takes credentials out of a text: the given ones in plain, URL and base64 form, and everything that looks like one. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length < 4) continue;
    for (const form of formsOf(secret)) clean = clean.split(form).join(mark);
  }
  for (const pattern of patterns)
    clean = clean.replace(
      pattern,
      (_match, prefix: unknown) => (typeof prefix === 'string' ? prefix : '') + mark,
    );
  return clean;
}

function formsOf(secret: string): string[] {
  const forms = [secret, encodeURIComponent(secret.toWellFormed())];
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  return [...forms, base64].filter((form, index, all) => all.indexOf(form) === index);
}
