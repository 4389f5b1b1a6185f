import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const corpus = new URL('../../../shared/corpus/', import.meta.url);

/** Provider and model of each recorded exchange that went well; empty where the recordings are not. */
export function recordedModels(): { readonly provider: string; readonly id: string }[] {
  if (!existsSync(corpus)) return [];
  const files = readdirSync(corpus).filter((name) => name.endsWith('.jsonl.gz'));
  const lines = files.flatMap((name) =>
    gunzipSync(readFileSync(new URL(name, corpus)))
      .toString('utf8')
      .split('\n'),
  );
  return lines.filter((line) => line !== '').flatMap(modelOf);
}

function modelOf(line: string): { provider: string; id: string }[] {
  const { provider, model, response, ws } = JSON.parse(line) as Exchange;
  if (model === null || (response?.status !== 200 && ws === undefined)) return [];
  return [{ provider: provider === 'vercel_gateway' ? 'vercel' : provider, id: model }];
}

interface Exchange {
  readonly provider: string;
  readonly model: string | null;
  readonly response?: { readonly status: number };
  readonly ws?: unknown;
}
