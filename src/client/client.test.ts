import { describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../test/support/simulated.ts';
import { user } from '../core/context.ts';
import type { Transport } from '../http/transport.ts';
import { createClient } from './client.ts';

const simulators = useSimulators();

describe('what a provider lacks', () => {
  it('is a warning, an error, or silent, as asked', async () => {
    const unsupported = { topK: 5 };
    const warned = await simulators.client.generateText('openai:x', 'Hi', unsupported);
    expect(warned.warnings).toMatchObject([{ code: 'dropped', setting: 'topK' }]);
    const dropped = await simulators.client.generateText('openai:x', 'Hi', {
      ...unsupported,
      onUnsupported: 'drop',
    });
    expect(dropped.warnings).toEqual([]);
    const error = await failureOf(
      simulators.client.generateText('openai:x', 'Hi', { ...unsupported, onUnsupported: 'error' }),
    );
    expect(error).toMatchObject({ code: 'unsupported', phase: 'encode' });
  });

  it('is in the warnings of a stream before it ends', async () => {
    const stream = await simulators.client.streamText('openai:x', 'Hi', { topK: 5 });
    for await (const _ of stream) break;
    expect(stream.warnings).toMatchObject([{ setting: 'topK' }]);
  });
});

describe('a client', () => {
  it('names the option that was meant', () => {
    expect(() => createClient({ transprot: 1 } as never)).toThrow(/Did you mean "transport"/);
  });

  it('runs its layers around every call, the first outermost', async () => {
    const seen: string[] = [];
    const layer = (name: string) => async (call: never, next: (call: never) => Promise<never>) => {
      seen.push(`${name} in`);
      const reply = await next(call);
      seen.push(`${name} out`);
      return reply;
    };
    const layered = simulators.shared.client({ middleware: [layer('outer'), layer('inner')] as never });
    await layered.generateText('openai:x', 'Hi');
    expect(seen).toEqual(['outer in', 'inner in', 'inner out', 'outer out']);
  });

  it('keeps the body it sent when asked', async () => {
    const response = await simulators.client.generateText('openai:gpt-4o-mini', user('Hi'), {
      include: ['requestBody'],
    });
    expect(response.requestBody).toMatchObject({ model: 'gpt-4o-mini', messages: [{ role: 'user' }] });
  });

  it('keeps what the provider sent when asked', async () => {
    const body = await simulators.client.generateText('openai:x', 'Hi', { include: ['raw'] });
    expect(body.raw).toMatchObject([{ choices: [{ message: { content: body.text } }] }]);
    const stream = await simulators.client.streamText('anthropic:x', 'Hi', { include: ['raw'] });
    const { raw } = await stream.response();
    expect(raw?.[0]).toMatchObject({ event: 'message_start', data: { type: 'message_start' } });
    expect(raw?.at(-1)).toMatchObject({ event: 'message_stop' });
  });

  it('streams an array that comes with the content type of a body', async () => {
    const frame = (text: string, more: object): string =>
      JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...more }] });
    const pieces = ['\n [', frame('one ', {}), ',\n', frame('two', { finishReason: 'STOP' }), ']'].map(
      (text) => new TextEncoder().encode(text),
    );
    let at = 0;
    const transport: Transport = () =>
      Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: { read: () => Promise.resolve(pieces[at++]), close: () => {} },
      });
    const stream = await createClient({ transport, keys: { google: 'key-1234' } }).streamText(
      'google:gemini-2.5-flash',
      'Hi',
    );
    expect(at).toBeLessThan(pieces.length);
    expect((await stream.response()).text).toBe('one two');
  });

  it('lets go of its idle connections when it is closed, and still works', async () => {
    const own = await simulators.start();
    const { keys, baseUrls } = own;
    {
      await using mine = createClient({ keys, baseUrls });
      await mine.generateText('openai:x', 'Hi');
      expect(await own.connections()).toBe(1);
      await mine.close();
      await expect.poll(() => own.connections()).toBe(0);
      expect((await mine.generateText('openai:x', 'Hi')).text).toContain('Hi');
    }
    await expect.poll(() => own.connections()).toBe(0);
  });

  it('is not disturbed by an unread stream', async () => {
    const stream = await simulators.client.streamText('openai:x', 'Hi');
    await stream.cancel();
    await stream.cancel();
    expect((await stream.response()).finishReason).toBe('cancelled');
  });

  it('gives a web stream', async () => {
    const stream = await simulators.client.streamText('openai:x', 'Hi');
    let text = '';
    for await (const chunk of stream.toReadableStream()) if (chunk.type === 'text') text += chunk.text;
    expect(text).toContain('You said: Hi');
  });
});
