/** Finds what must not be sent. */
export type Pattern = RegExp | { readonly name: string; readonly pattern: RegExp };

/** Texts in which what must not be sent is replaced, and the way back. One for each call. */
export interface Placeholders {
  hide(text: string): string;
  /** A text with every placeholder that this call made turned back. */
  restore(text: string): string;
  /** How many characters at the end of a text may be the beginning of a placeholder. */
  openEnd(text: string): number;
  readonly isEmpty: boolean;
}

export type Find = (text: string) => readonly { readonly text: string; readonly name?: string }[];

/** The same text becomes the same placeholder, so that the model can tell things apart and repeat them. */
export function createPlaceholders(find: Find): Placeholders {
  const byText = new Map<string, string>();
  const byName = new Map<string, string>();
  const placeholderFor = (text: string, name: string): string => {
    const known = byText.get(text);
    if (known !== undefined) return known;
    const made = `[${name}_${byText.size + 1}]`;
    byText.set(text, made);
    byName.set(made, text);
    return made;
  };
  return {
    get isEmpty() {
      return byText.size === 0;
    },
    hide(text) {
      // The longest first: a name may be a part of an address.
      const found = [...find(text)].filter((each) => each.text !== '');
      found.sort((one, other) => other.text.length - one.text.length);
      const names = new Map(found.map((each) => [each.text, each.name ?? 'REDACTED']));
      if (names.size === 0) return text;
      const all = new RegExp([...names.keys()].map(escaped).join('|'), 'g');
      return text.replace(all, (hit) => placeholderFor(hit, names.get(hit) ?? 'REDACTED'));
    },
    restore: (text) => text.replace(/\[[A-Z0-9-]{1,40}_\d{1,9}\]/g, (name) => byName.get(name) ?? name),
    openEnd(text) {
      const [open = ''] = /\[[A-Z0-9-]{0,40}(?:_\d{0,9})?$/.exec(text) ?? [];
      return open.length;
    },
  };
}

/** A finder of patterns: their names stand in the placeholders. */
export function finderOf(patterns: readonly Pattern[]): Find {
  const named = patterns.map((pattern) => {
    const { name, pattern: expression } = pattern instanceof RegExp ? { name: 'REDACTED', pattern } : pattern;
    const flags = expression.flags.includes('g') ? expression.flags : `${expression.flags}g`;
    const label = name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '-')
      .slice(0, 40);
    return { label, expression: new RegExp(expression.source, flags.replace('y', '')) };
  });
  return (text) =>
    named.flatMap(({ label, expression }) =>
      [...text.matchAll(expression)].map(([hit]) => ({ text: hit, name: label })),
    );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
