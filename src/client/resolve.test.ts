import { expect, it } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { models } from '../catalog/models.ts';
import { isReqLLMError } from '../core/error.ts';
import { checkId } from './resolve.ts';

const simulators = useSimulators();

// A provider of one's own, such as a server on the same machine, has no list.
function idsOf(provider: string): readonly string[] {
  try {
    return models.list(provider).map(({ id }) => id);
  } catch (error) {
    if (isReqLLMError(error)) return [];
    throw error;
  }
}

it('takes the id of every model that the catalogue lists', () => {
  const refused: string[] = [];
  let count = 0;
  for (const provider of Object.keys(simulators.shared.baseUrls)) {
    for (const id of idsOf(provider)) {
      count += 1;
      try {
        checkId(id);
      } catch {
        refused.push(`${provider}:${id}`);
      }
    }
  }
  expect(refused).toEqual([]);
  expect(count).toBeGreaterThan(4_000);
});

it('calls models whose ids begin with a sign', async () => {
  const { text } = await simulators.client.generateText('cloudflare-workers-ai:@cf/zai-org/glm-5.2', 'Hi');
  expect(text).not.toBe('');
  expect(simulators.shared.requests.at(-1)?.body).toMatchObject({ model: '@cf/zai-org/glm-5.2' });
});
