import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../test/support/decoded.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { deepgramSpeechCodec } from './codec.ts';
import { deepgramSpeechServer } from './server.ts';

const codec = deepgramSpeechCodec();
type Said = Parameters<typeof operationCall<'speech'>>[2];

function asked(id: string, said: Partial<Said> = {}): { query: unknown; dropped: unknown[] } {
  const { query, changes } = codec.encode(operationCall('speech', `deepgram:${id}`, { text: 'Hi', ...said }));
  return { query, dropped: changes.map(({ code, setting }) => [code, setting]) };
}

describe('deepgram-speech', () => {
  it('says everything but the text in the query', () => {
    const call = operationCall('speech', 'deepgram:aura-2-thalia-en', {
      text: 'Hi',
      speed: 0.9,
      mediaType: 'audio/wav',
      providerOptions: { deepgram: { sample_rate: 24_000, tag: ['a', 'b'] } },
    });
    expect(codec.encode(call)).toEqual({
      method: 'POST',
      path: '/v1/speak',
      query: {
        model: 'aura-2-thalia-en',
        encoding: 'linear16',
        container: 'wav',
        speed: '0.9',
        sample_rate: '24000',
        tag: ['a', 'b'],
      },
      headers: { accept: '*/*' },
      body: { text: 'Hi' },
      changes: [],
    });
  });

  it('has voice and language in the name of the model', () => {
    const model = (id: string, said?: Partial<Said>): unknown =>
      (asked(id, said).query as { model: string }).model;
    expect(model('aura-2-thalia-en', { voice: 'Zeus' })).toBe('aura-2-zeus-en');
    expect(model('aura-2', { voice: 'celeste', language: 'es' })).toBe('aura-2-celeste-es');
    expect(model('aura-2-thalia-en', { voice: 'aura-2-celeste-es' })).toBe('aura-2-celeste-es');
    expect(asked('aura-2')).toEqual({ query: { model: 'aura-2-asteria-en' }, dropped: [['added', 'voice']] });
    const whole = { voice: 'aura-2-celeste-es' };
    expect(asked('aura-2', { ...whole, language: 'es' }).dropped).toEqual([]);
    expect(asked('aura-2', { ...whole, language: 'en' }).dropped).toEqual([['dropped', 'language']]);
    const other = { voice: 'v', language: 'en', instructions: 'softly', mediaType: 'audio/midi' };
    expect(asked('my-own', other)).toEqual({
      query: { model: 'my-own' },
      dropped: [
        ['dropped', 'instructions'],
        ['dropped', 'voice'],
        ['dropped', 'language'],
        ['dropped', 'mediaType'],
      ],
    });
  });

  it('refuses JSON in place of a sound, and reads both shapes of failures', () => {
    expect(failureOf(() => codec.decode({}, () => {})).message).toContain('no sound');
    const headers = { 'dg-request-id': 'r-1' };
    expect(
      codec.fail(401, { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.' }, headers),
    ).toMatchObject({
      code: 'auth',
      providerCode: 'INVALID_AUTH',
      message: 'Invalid credentials.',
      requestId: 'r-1',
    });
    const body = { category: 'INVALID_JSON', message: 'Invalid JSON submitted.', request_id: 'r-2' };
    expect(codec.fail(400, body, {})).toMatchObject({
      code: 'invalid-request',
      providerCode: 'INVALID_JSON',
      message: 'Invalid JSON submitted.',
    });
  });

  it('is served', () => {
    const server = deepgramSpeechServer();
    const path = '/v1/speak?model=aura-2-zeus-en&encoding=mp3&speed=1.2';
    expect(server.parse({ path, headers: {}, body: { text: 'Hi' } })).toMatchObject({
      voice: 'zeus',
      language: 'en',
      mediaType: 'audio/mpeg',
      speed: 1.2,
      model: { id: 'aura-2-zeus-en' },
    });
    expect(failureOf(() => server.parse({ path, headers: {}, body: {} })).code).toBe('invalid-request');
  });
});
