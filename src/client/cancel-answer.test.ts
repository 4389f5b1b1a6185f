import { describe, expect, test } from 'vitest';
import { useSimulators } from '../../test/support/simulated.ts';
import { faults } from '../testing/fault.ts';

const simulators = useSimulators();
const whole = 'One two three four five six seven eight nine ten.';
const hosts = [
  { provider: 'openai', id: 'gpt-5.1', protocol: 'openai-responses', path: /\/responses\/sim-1\/cancel$/ },
  {
    provider: 'google',
    id: 'gemini-3-flash-preview',
    protocol: 'google-interactions',
    path: /\/interactions\/sim-1\/cancel$/,
  },
];

describe.each(hosts)('an answer in the background ($protocol)', ({ path, ...model }) => {
  test('is stopped, and gives what there is of it', async () => {
    const simulated = await simulators.start({ turns: () => ({ text: whole, fault: faults.stall(9) }) });
    const client = simulated.client();
    const background = { providerOptions: { [model.provider]: { background: true } } };
    const stream = await client.streamText(model, 'Count.', background);
    const token = stream.resumeToken();
    await stream.cancel();
    if (token === undefined) throw new TypeError('There is no token.');
    const response = await client.cancelAnswer(token, { input: 'Count.' });
    expect(simulated.requests.at(-1)?.path).toMatch(path);
    expect(response).toMatchObject({ finishReason: 'cancelled', rawFinishReason: 'cancelled' });
    expect(response.text).not.toBe('');
    expect(whole.startsWith(response.text)).toBe(true);
    expect(response.context.messages).toHaveLength(2);
    const later = await (await client.resumeStream(token)).response();
    expect(later).toMatchObject({ text: response.text, finishReason: 'cancelled' });
  });

  test('that nobody knows cannot be', async () => {
    const simulated = await simulators.start();
    const token = { version: 1, ...model, model: model.id, id: 'unknown' } as const;
    await expect(simulated.client().cancelAnswer(token)).rejects.toMatchObject({
      code: 'invalid-request',
      status: 404,
    });
  });
});

test('protocols without such answers say so', async () => {
  const simulated = await simulators.start();
  const token = { version: 1, provider: 'groq', protocol: 'openai-chat', model: 'm', id: 'x' } as const;
  await expect(simulated.client().cancelAnswer(token)).rejects.toMatchObject({ code: 'unsupported' });
  await expect(simulated.client().cancelAnswer({ id: 'x' } as never)).rejects.toMatchObject({
    code: 'config',
  });
});
