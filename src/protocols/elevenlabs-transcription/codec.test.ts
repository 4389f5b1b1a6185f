import { describe, expect, it } from 'vitest';
import { decoded, failureOf } from '../../../test/support/decoded.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { encodeForm, readForm } from '../../wire/form.ts';
import { elevenlabsTranscriptionCodec } from './codec.ts';

const codec = elevenlabsTranscriptionCodec();
const audio = { data: 'AAEC', mediaType: 'audio/wav' };
const times = (timestamps: 'none' | 'word' | 'segment', speakers: boolean = false): unknown => {
  const { body, changes } = codec.encode(
    operationCall('transcription', 'elevenlabs:scribe_v1', { audio, timestamps, speakers }),
  );
  const { timestamps_granularity: unit, diarize } = body as Record<string, unknown>;
  return [unit, diarize, changes.map(({ setting }) => setting)];
};

describe('elevenlabs-transcription', () => {
  it('asks with a form', () => {
    const call = operationCall('transcription', 'elevenlabs:scribe_v1', {
      audio,
      language: 'en',
      temperature: 0,
      prompt: 'ReqLLM',
      providerOptions: { elevenlabs: { num_speakers: 2 } },
    });
    const { method, path, body, files, changes } = codec.encode(call);
    expect([method, path]).toEqual(['POST', '/v1/speech-to-text']);
    expect(body).toEqual({ model_id: 'scribe_v1', language_code: 'en', temperature: 0, num_speakers: 2 });
    expect(files).toMatchObject([{ name: 'file', filename: 'recording.wav', mediaType: 'audio/wav' }]);
    expect(changes).toMatchObject([{ code: 'dropped', setting: 'prompt' }]);
  });

  it('says lists as its own packages do', () => {
    const call = operationCall('transcription', 'elevenlabs:scribe_v2', {
      audio,
      providerOptions: {
        elevenlabs: { keyterms: ['ReqLLM', 'Grüße'], additional_formats: [{ format: 'srt' }] },
      },
    });
    const { body, files = [] } = codec.encode(call);
    const { contentType, bytes } = encodeForm(body, files);
    const form = readForm(contentType, bytes);
    expect(form.body).toEqual({
      model_id: 'scribe_v2',
      additional_formats: '[{"format":"srt"}]',
      keyterms: ['ReqLLM', 'Grüße'],
    });
    expect(form.files).toMatchObject([{ name: 'file', filename: 'recording.wav' }]);
  });

  it('has times by the word alone, by which speakers are told too', () => {
    expect(times('word')).toEqual(['word', undefined, []]);
    expect(times('none')).toEqual(['none', undefined, []]);
    expect(times('none', true)).toEqual([undefined, true, []]);
    expect(times('segment', true)).toEqual([undefined, true, ['timestamps']]);
  });

  it('names the address of a recording; files of the provider it has none', () => {
    const at = { url: 'https://example.com/a.wav' };
    const { body, files } = codec.encode(
      operationCall('transcription', 'elevenlabs:scribe_v1', { audio: at }),
    );
    expect(body).toEqual({ model_id: 'scribe_v1', cloud_storage_url: at.url });
    expect(files).toEqual([]);
    const kept = operationCall('transcription', 'elevenlabs:scribe_v1', { audio: { fileId: 'f' } });
    expect(failureOf(() => codec.encode(kept)).code).toBe('unsupported');
  });

  it('reads words without the spaces, speakers, the language and the length', () => {
    const word = (text: string, more: object = {}): object => ({
      text,
      type: 'word',
      start: 0,
      end: 1,
      ...more,
    });
    const chunks = decoded(codec, {
      language_code: 'eng',
      text: 'Hi (laughs)',
      words: [
        word('Hi', { speaker_id: 'speaker_0' }),
        word(' ', { type: 'spacing' }),
        word('(laughs)', { type: 'audio_event' }),
        word('cut', { end: null }),
        null,
      ],
      transcription_id: 't-1',
      audio_duration_secs: 2.5,
    });
    const segment = { unit: 'word', startSeconds: 0, endSeconds: 1 };
    expect(chunks).toEqual([
      { type: 'start', id: 't-1' },
      { type: 'text', block: 0, text: 'Hi (laughs)' },
      { type: 'segment', segment: { ...segment, text: 'Hi', speaker: 'speaker_0' } },
      { type: 'segment', segment: { ...segment, text: '(laughs)' } },
      { type: 'recording', language: 'eng', durationSeconds: 2.5 },
      expect.objectContaining({
        usage: expect.objectContaining({ units: { audioSeconds: 2.5 }, status: 'final' }),
      }),
      { type: 'finish', reason: 'stop' },
    ]);
  });

  it('reads a transcript for each channel', () => {
    const channel = (text: string): object => ({ text, language_code: 'en', words: [] });
    const transcripts = [
      { ...channel('left'), transcription_id: 'one', audio_duration_secs: 3 },
      { ...channel('right'), transcription_id: 'two', audio_duration_secs: 5 },
    ];
    const chunks = decoded(codec, { transcripts });
    expect(chunks[0]).toEqual({ type: 'start', id: 'one' });
    expect(chunks).toContainEqual({ type: 'text', block: 0, text: 'left\nright' });
    expect(chunks).toContainEqual({ type: 'recording', language: 'en', durationSeconds: 3 });
    const whole = decoded(codec, { transcripts, transcription_id: 'all', audio_duration_secs: 4 });
    expect(whole[0]).toEqual({ type: 'start', id: 'all' });
    expect(whole).toContainEqual({ type: 'recording', language: 'en', durationSeconds: 4 });
    expect(failureOf(() => decoded(codec, { transcripts: [] })).message).toContain('no `text`');
    expect(failureOf(() => decoded(codec, { request_id: 'sent to a webhook' })).code).toBe('bad-response');
    expect(failureOf(() => decoded(codec, { error: 'no' })).message).toBe('no');
  });
});
