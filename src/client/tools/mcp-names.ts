import { ReqLLMError } from '../../core/error.ts';

const longest = 64;

/**
 * Names that every provider accepts for a server's names, in the same order and all different. MCP allows dots, slashes
 * and 128 characters; they become `_`, and what is too long or taken twice gets a number.
 */
export function mcpNames(names: readonly string[], prefix: string): string[] {
  if (!/^(?:[A-Za-z_][A-Za-z0-9_-]{0,31})?$/.test(prefix)) {
    const message = `The prefix ${JSON.stringify(prefix)} must be letters, digits, _ and -, at most 32, beginning with a letter or _.`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config' });
  }
  // Names that fit as they are keep theirs, whatever the order.
  const taken = new Set(names.map((name) => prefix + name).filter(fits));
  return names.map((name) => {
    const whole = prefix + name;
    if (fits(whole)) return whole;
    const free = freeName(plain(whole), taken);
    taken.add(free);
    return free;
  });
}

function fits(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/.test(name);
}

function plain(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_-]/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

function freeName(stem: string, taken: ReadonlySet<string>): string {
  const first = stem.slice(0, longest);
  if (!taken.has(first)) return first;
  for (let number = 2; ; number += 1) {
    const mark = `_${number}`;
    const name = stem.slice(0, longest - mark.length) + mark;
    if (!taken.has(name)) return name;
  }
}
