import { describe, expect, it } from 'vitest';
import { decoded, failureOf } from '../../../test/support/decoded.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { deepgramTranscriptionCodec } from './codec.ts';

const codec = deepgramTranscriptionCodec();
const audio = { data: 'AAEC', mediaType: 'audio/wav' };
const channelOf = (transcript: string): object => ({ alternatives: [{ transcript }] });

describe('deepgram-transcription', () => {
  it('sends the recording as it is, all settings in the query', () => {
    const call = operationCall('transcription', 'deepgram:nova-3', {
      audio,
      language: 'en',
      timestamps: 'segment',
      speakers: true,
      prompt: 'ReqLLM',
      temperature: 0,
      providerOptions: { deepgram: { keyterm: ['ReqLLM', 'Elixir'], smart_format: false } },
    });
    const { query, body, files, changes } = codec.encode(call);
    expect(query).toEqual({
      model: 'nova-3',
      language: 'en',
      smart_format: 'false',
      diarize: 'true',
      utterances: 'true',
      keyterm: ['ReqLLM', 'Elixir'],
    });
    expect(body).toBeNull();
    expect(files).toEqual([
      { name: '', filename: 'recording.wav', mediaType: 'audio/wav', data: Uint8Array.of(0, 1, 2) },
    ]);
    expect(changes.map(({ setting }) => setting)).toEqual(['prompt', 'temperature']);
  });

  it('listens for the language where none is said, and takes addresses', () => {
    const at = { url: 'https://example.com/a.wav' };
    const { query, body, files } = codec.encode(
      operationCall('transcription', 'deepgram:nova-3', { audio: at }),
    );
    expect(query).toEqual({ model: 'nova-3', detect_language: 'true', smart_format: 'true' });
    expect(body).toEqual(at);
    expect(files).toBeUndefined();
    const own = (deepgram: Readonly<Record<string, string | boolean>>): unknown =>
      codec.encode(
        operationCall('transcription', 'deepgram:nova-3', { audio: at, providerOptions: { deepgram } }),
      ).query;
    expect(own({ language: 'multi' })).not.toHaveProperty('detect_language');
    expect(own({ detect_language: false })).toHaveProperty('detect_language', 'false');
  });

  it('reads words, utterances, speakers, the language and what is paid: each channel', () => {
    const word = { word: 'hi', punctuated_word: 'Hi.', start: 0, end: 0.5, speaker: 1 };
    const channel = { alternatives: [{ transcript: 'Hi.', words: [word, null, { word: 'cut', start: 1 }] }] };
    const chunks = decoded(codec, {
      metadata: { request_id: 'r-1', duration: 2.5, model_info: { 'some-id': { name: 'general-nova-3' } } },
      results: {
        channels: [{ ...channel, detected_language: 'en' }, channel],
        utterances: [{ transcript: 'Hi.', start: 0, end: 1, speaker: 1 }],
      },
    });
    const said = { unit: 'word', text: 'Hi.', startSeconds: 0, endSeconds: 0.5, speaker: '1' };
    expect(chunks).toEqual([
      { type: 'start', id: 'r-1', model: 'general-nova-3' },
      { type: 'text', block: 0, text: 'Hi.\nHi.' },
      { type: 'segment', segment: { ...said, unit: 'segment', endSeconds: 1 } },
      { type: 'segment', segment: said },
      { type: 'segment', segment: said },
      { type: 'recording', language: 'en', durationSeconds: 2.5 },
      expect.objectContaining({ usage: expect.objectContaining({ units: { audioSeconds: 5 } }) }),
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('refuses what holds no transcript', () => {
    expect(failureOf(() => decoded(codec, { request_id: 'sent to a callback' })).message).toContain(
      'no `transcript`',
    );
    expect(failureOf(() => decoded(codec, { results: { channels: [] } })).code).toBe('bad-response');
    const both = { error: { message: 'Out of order.' }, results: { channels: [channelOf('Hi')] } };
    expect(failureOf(() => decoded(codec, both)).message).toBe('Out of order.');
    const fail = codec.fail(400, { err_code: 'Bad Request', err_msg: 'corrupt or unsupported data' }, {});
    expect(fail).toMatchObject({ code: 'invalid-request', message: 'corrupt or unsupported data' });
  });
});
