import { describe, expect, it } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { budget } from './budget.ts';
import { cache } from './cache.ts';
import { fallback } from './fallback.ts';
import { log, type LogLine } from './log.ts';
import { rateLimit } from './rate-limit.ts';
import { redact } from './redact.ts';

const simulators = useSimulators();
const spec = 'openai:text-embedding-3-small';

describe('every layer around vectors', () => {
  it('serves them as it serves texts', async () => {
    const simulated = await simulators.start();
    const lines: LogLine[] = [];
    const spending = budget({ usd: 1 });
    const client = simulated.client({
      middleware: [
        log({ write: (line) => lines.push(line) }),
        redact(),
        spending,
        cache(),
        fallback(['openai:text-embedding-3-large']),
        rateLimit({ requests: 100, concurrency: 1 }),
      ],
    });
    const first = await client.embed(spec, ['write to ada@example.org', 'plain']);
    const again = await client.embed(spec, ['write to ada@example.org', 'plain']);
    expect(again.embeddings).toEqual(first.embeddings);
    expect(simulated.requests).toHaveLength(1);
    expect(JSON.stringify(simulated.requests[0]?.body)).toContain('[EMAIL_1]');
    expect(again.usage.totalTokens).toBe(0);
    expect(lines).toMatchObject([
      { operation: 'embed', event: 'end' },
      { operation: 'embed', cached: true },
    ]);
    await spending.settled();
    expect(1 - (await spending.left())).toBeCloseTo(first.usage.cost?.total ?? Number.NaN, 8);
  });
});
