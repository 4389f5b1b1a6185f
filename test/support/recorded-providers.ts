import { existsSync, readFileSync } from 'node:fs';

const index = new URL('../../../shared/corpus/INDEX.md', import.meta.url);
// Recordings name some providers otherwise than models.dev, and formats by the API's own name.
const providers: Readonly<Record<string, string>> = {
  'zai-coder': 'zai-coding-plan',
  'vercel-gateway': 'vercel',
};
const protocols: Readonly<Record<string, string>> = {
  'google-generate-content': 'google-generate',
  'bedrock-invoke-openai-chat': 'bedrock-invoke-openai',
};

/** How many exchanges of each provider and protocol were recorded, as `groq openai-chat`; undefined where the recordings are absent. */
export function recordedExchanges(): ReadonlyMap<string, number> | undefined {
  if (!existsSync(index)) return undefined;
  const counts = new Map<string, number>();
  for (const line of readFileSync(index, 'utf8').split('\n')) {
    const cells = /^\| (\w+) \| (\w+) \| \S+ \| \d+ \| (\d+) \|/.exec(line);
    if (cells === null) continue;
    const [host, family] = cells.slice(1, 3).map((name) => name.replaceAll('_', '-')) as [string, string];
    const name = `${providers[host] ?? host} ${protocols[family] ?? family}`;
    counts.set(name, (counts.get(name) ?? 0) + Number(cells[3]));
  }
  return counts;
}
