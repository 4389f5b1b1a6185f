import { texts } from '#catalog-texts';
import type { ReadText } from './shelf.ts';

const loaded = new Map<string, string>();
const known = new Map<string, ReadText>();

/** Reads what was loaded of the packaged catalogue; there is no disk here. */
export const readPackaged: ReadText = (name) => loaded.get(name);

/**
 * Loads what the packaged catalogue says about these providers, each from a module of its own, and the lists that all
 * lookups need. The reader that it resolves to knows these providers alone.
 */
export async function openTexts(...providers: readonly string[]): Promise<ReadText> {
  const key = [...new Set(providers)].sort().join(' ');
  const ready = known.get(key);
  if (ready !== undefined) return ready;
  const parts = providers.flatMap((id) => [`${id}.txt`, `retired/${id}.txt`, `history/${id}.txt`]);
  const names = ['meta.json', 'providers.txt', 'aliases.txt', ...parts];
  await Promise.all(names.map(load));
  const own = new Set(names);
  const read: ReadText = (name) => (own.has(name) ? loaded.get(name) : undefined);
  known.set(key, read);
  return read;
}

async function load(name: string): Promise<void> {
  if (loaded.has(name) || !Object.hasOwn(texts, name)) return;
  const text = await texts[name]?.();
  if (text !== undefined) loaded.set(name, text.text);
}
