import { expect, it } from 'vitest';
import { useSimulators } from '../../../test/support/simulated.ts';

const simulators = useSimulators();

it.each([
  ['openai:text-embedding-ada-002', undefined],
  ['mistral:mistral-embed', undefined],
  ['openai:text-embedding-3-small', { dimensions: 100 }],
  ['mistral:codestral-embed', { output_dimension: 100 }],
])('%s takes a length where its vectors have more than one', async (model, said) => {
  const { warnings } = await simulators.client.embed(model, ['a'], { dimensions: 100 });
  const body = simulators.shared.requests.at(-1)?.body as object;
  if (said === undefined) expect(Object.keys(body).join(' ')).not.toContain('dimension');
  else expect(body).toMatchObject(said);
  expect(warnings.map(({ setting }) => setting)).toEqual(said === undefined ? ['dimensions'] : []);
});
