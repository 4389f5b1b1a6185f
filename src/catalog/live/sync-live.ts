import { ReqLLMError } from '../../core/error.ts';
import { Secret } from '../../core/secret.ts';
import { didYouMean } from '../../core/suggest.ts';
import type { IsoDate } from '../schema.ts';
import { fetchList, type LiveSend } from './fetch-list.ts';
import { readLiveList } from './read-list.ts';
import { liveProviders, type LiveSource, liveSources } from './sources.ts';
import type { LiveStore } from './store.ts';

/** Which lists to read, and with what. */
export interface LiveSync {
  /** Provider ids; `liveProviders()` has them all. */
  readonly providers: readonly string[];
  readonly store: LiveStore;
  /** What carries the requests: a transport. */
  readonly send: LiveSend;
  /** Keys by provider id; they count before those of the environment and go wherever the list is. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Variables that hold keys. Their keys go to the providers' own addresses only. */
  readonly env?: (name: string) => string | undefined;
  /** Other addresses by provider id. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  /** From when on the prices in the lists hold. */
  readonly today: IsoDate;
  /** For each request, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Takes a list all the same that lost more than half of its models. */
  readonly force?: boolean;
  /** Reports and writes nothing. */
  readonly dryRun?: boolean;
}

/** What became of one list. What was known stays in all cases but `updated`. */
export interface LiveReport {
  readonly provider: string;
  readonly status: 'updated' | 'refused' | 'failed' | 'no-key';
  readonly models: number;
  /** Why it was not taken. */
  readonly reason?: string;
  /** Records that were left out of a list that was taken. */
  readonly problems: readonly string[];
}

/**
 * Reads the lists of providers into the store, one after the other; a list that fails says so and the others go on. Keys
 * are shown to their providers and written nowhere. Throws `config` for a provider without a list.
 */
export async function syncLive(sync: LiveSync): Promise<LiveReport[]> {
  const wanted = sync.providers.map((provider) => ({ provider, source: sourceOf(provider) }));
  const reports: LiveReport[] = [];
  for (const { provider, source } of wanted) reports.push(await syncOne(provider, source, sync));
  return reports;
}

function sourceOf(provider: string): LiveSource {
  const source = Object.hasOwn(liveSources, provider) ? liveSources[provider] : undefined;
  if (source !== undefined) return source;
  const meant = didYouMean(provider, [...liveProviders()]) || ` There are: ${liveProviders().join(', ')}.`;
  throw config(`No list of models can be read from "${provider.slice(0, 80)}".${meant}`);
}

async function syncOne(provider: string, source: LiveSource, sync: LiveSync): Promise<LiveReport> {
  const without = (status: LiveReport['status'], reason: string): LiveReport => ({
    provider,
    status,
    models: 0,
    reason,
    problems: [],
  });
  let documents: unknown[];
  try {
    const baseUrl = (sync.baseUrls?.[provider] ?? source.baseUrl).replace(/\/+$/, '');
    const key = keyFor(provider, source, baseUrl, sync);
    if (key === undefined && source.key !== undefined && source.key.isOptional !== true)
      return without('no-key', `Set ${source.key.env[0] ?? 'a key'} or pass \`keys\`.`);
    documents = await fetchList({
      source,
      baseUrl,
      key,
      send: sync.send,
      timeoutMs: sync.timeoutMs ?? 15_000,
    });
  } catch (error) {
    return without('failed', error instanceof Error ? error.message : 'the network failed');
  }
  const list = readLiveList(provider, source, documents, sync.today);
  if (typeof list === 'string') return without('refused', list);
  const before = sync.store.count(provider);
  if (list.models < before / 2 && sync.force !== true)
    return without('refused', `Only ${list.models} of ${before} models are left.`);
  try {
    if (sync.dryRun !== true) sync.store.write(provider, list.layer, sync.today);
  } catch (error) {
    return without('failed', error instanceof Error ? error.message : 'the disk refuses');
  }
  return { provider, status: 'updated', models: list.models, problems: list.problems };
}

function keyFor(
  provider: string,
  { key, baseUrl: own }: LiveSource,
  baseUrl: string,
  sync: LiveSync,
): Secret | undefined {
  if (key === undefined) return undefined;
  const named = sync.keys?.[provider];
  const variable = key.env.find((name) => (sync.env?.(name) ?? '').trim() !== '');
  const found = named ?? (baseUrl === own && variable !== undefined ? sync.env?.(variable) : undefined);
  if (found === undefined) return undefined;
  const value = found.trim();
  if (!/^[\x21-\x7e]+$/.test(value))
    throw config(`The key for ${provider} is empty or holds characters that no key has.`);
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol !== 'https:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
    throw config(`A key is not sent over plain http to ${hostname}.`);
  return new Secret(value);
}

function config(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}
