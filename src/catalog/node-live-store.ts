import { isRecord, parseJson } from '../core/json.ts';
import { checkLayer } from './layers/check-layer.ts';
import type { ModelLayer } from './layers/layer.ts';
import type { LiveStore } from './live/store.ts';
import { byText } from './order.ts';

interface FileSystem {
  mkdirSync(path: string, options: { recursive: true }): void;
  writeFileSync(path: string, text: string, options: { flush: boolean }): void;
  readFileSync(path: string, encoding: 'utf8'): string;
  readdirSync(path: string): string[];
  statSync(path: string): { readonly size: number };
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { force: true }): void;
}

const mostBytes = 16 * 1024 * 1024;
const schema = 1;

/** Opens the folder for lists of providers below a cache folder; it is made when it is first written. */
export function openLiveStore(folder: string): LiveStore {
  const files = process.getBuiltinModule('node:fs') as FileSystem;
  const root = `${folder}/models/live`;
  const readOne = (provider: string): ReturnType<LiveStore['read']>[number] | undefined => {
    try {
      const path = `${root}/${provider}.json`;
      if (files.statSync(path).size > mostBytes) return undefined;
      const parsed = parseJson(files.readFileSync(path, 'utf8'));
      return parsed.ok ? stored(provider, parsed.value) : undefined;
    } catch {
      // Cut short, changed by hand or written by a later version: as if it were not there.
      return undefined;
    }
  };
  return {
    read: () => names(files, root).flatMap((provider) => readOne(provider) ?? []),
    count: (provider) => Object.keys(readOne(provider)?.layer.models ?? {}).length,
    write(provider, layer, fetchedAt) {
      if (!/^[a-z0-9-]+$/.test(provider)) throw new TypeError('A list of models has a strange name.');
      files.mkdirSync(root, { recursive: true });
      const draft = `${root}/.${provider}-${process.pid}`;
      try {
        files.writeFileSync(draft, `${JSON.stringify({ schema, provider, fetchedAt, layer })}\n`, {
          flush: true,
        });
        files.renameSync(draft, `${root}/${provider}.json`);
      } finally {
        files.rmSync(draft, { force: true });
      }
    },
  };
}

function stored(provider: string, value: unknown): ReturnType<LiveStore['read']>[number] | undefined {
  if (!isRecord(value) || value['schema'] !== schema || value['provider'] !== provider) return undefined;
  const { fetchedAt } = value;
  const layer: ModelLayer = checkLayer(value['layer'], `The list of ${provider}`);
  return typeof fetchedAt === 'string' ? { provider, fetchedAt, layer } : undefined;
}

function names(files: FileSystem, root: string): string[] {
  try {
    const found = files.readdirSync(root).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
    return found.map((name) => name.slice(0, -'.json'.length)).sort(byText);
  } catch {
    return [];
  }
}
