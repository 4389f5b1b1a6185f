import { existsSync, readFileSync } from 'node:fs';

const index = new URL('../../../shared/corpus/INDEX.md', import.meta.url);
// Recordings name some providers otherwise than models.dev, and formats by the API's own name.
const ids: Readonly<Record<string, string>> = {
  'zai-coder': 'zai-coding-plan',
  'vercel-gateway': 'vercel',
};
const protocols: Readonly<Record<string, string>> = {
  'google-generate-content': 'google-generate',
  'bedrock-invoke-openai-chat': 'bedrock-invoke-openai',
  'openai-responses-ws': 'openai-responses-socket',
};

/** The id of a provider that recordings call otherwise. */
export function recordedId(provider: string): string {
  const id = provider.replaceAll('_', '-');
  return ids[id] ?? id;
}

/** How many exchanges of each provider and protocol were recorded, as `groq openai-chat`; undefined where the recordings are absent. */
export function recordedExchanges(): ReadonlyMap<string, number> | undefined {
  if (!existsSync(index)) return undefined;
  const counts = new Map<string, number>();
  for (const line of readFileSync(index, 'utf8').split('\n')) {
    const cells = /^\| (\w+) \| (\w+) \| \S+ \| (?:\d+|ws) \| (\d+) \|/.exec(line);
    if (cells === null) continue;
    const family = (cells[2] ?? '').replaceAll('_', '-');
    const name = `${recordedId(cells[1] ?? '')} ${protocols[family] ?? family}`;
    counts.set(name, (counts.get(name) ?? 0) + Number(cells[3]));
  }
  return counts;
}
