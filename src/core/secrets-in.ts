// Names of headers that carry a credential, the vendors' own and those of gateways.
const names = /(?:^|-)(?:authorization|cookie)$|(?:api|access|auth|security)-?(?:key|token)$|secret/i;

/** The credentials in headers, without the word before them, so that no error can repeat one. */
export function secretsIn(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    names.test(name) ? [value, value.replace(/^\w+\s+/, '')] : [],
  );
}
