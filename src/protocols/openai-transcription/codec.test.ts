import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { operationCall } from '../../testing/operation-call.ts';
import { openaiTranscriptionCodec } from './codec.ts';

function read(codec: { decode(body: unknown, emit: (chunk: Chunk) => void): void }, body: unknown): Chunk[] {
  const chunks: Chunk[] = [];
  codec.decode(body, (chunk) => chunks.push(chunk));
  return chunks;
}

const audio = { data: 'AAEC', mediaType: 'audio/wav' };

describe('openai-transcription', () => {
  it('asks for times in the words of each host', () => {
    const call = operationCall('transcription', 'openai:whisper-1', {
      audio,
      timestamps: 'word',
      language: 'en',
    });
    const { body, files } = openaiTranscriptionCodec().encode(call);
    expect(body).toEqual({
      model: 'whisper-1',
      language: 'en',
      response_format: 'verbose_json',
      timestamp_granularities: ['word'],
    });
    expect(files).toMatchObject([{ name: 'file', filename: 'recording.wav', mediaType: 'audio/wav' }]);
    const newer = operationCall('transcription', 'openai:gpt-4o-transcribe', { audio, timestamps: 'word' });
    const said = openaiTranscriptionCodec().encode(newer);
    expect(said.body).toEqual({ model: 'gpt-4o-transcribe' });
    expect(said.changes).toMatchObject([{ setting: 'timestamps' }]);
    const mistral = openaiTranscriptionCodec({ times: 'granularities', diarize: true });
    const speakers = operationCall('transcription', 'mistral:voxtral', { audio, speakers: true });
    expect(mistral.encode(speakers).body).toMatchObject({
      diarize: true,
      timestamp_granularities: ['segment'],
    });
  });

  it('sends only bytes where no address is taken', () => {
    const url = { url: 'https://example.com/a.wav' };
    const call = operationCall('transcription', 'openai:whisper-1', { audio: url });
    expect(() => openaiTranscriptionCodec().encode(call)).toThrow('fetch it first');
    const body = openaiTranscriptionCodec({ urlField: 'url' }).encode(call);
    expect(body).toMatchObject({ body: { url: url.url }, files: [] });
  });

  it('reads words, times, speakers and seconds', () => {
    const chunks = read(openaiTranscriptionCodec(), {
      text: 'Hi',
      language: 'en',
      duration: 2,
      words: [{ word: 'Hi', start: 0, end: 1, speaker: 0 }, { word: 'no times' }],
      usage: { type: 'duration', seconds: 2 },
    });
    expect(chunks.slice(1)).toMatchObject([
      { type: 'text', text: 'Hi' },
      { segment: { unit: 'word', text: 'Hi', startSeconds: 0, endSeconds: 1, speaker: '0' } },
      { type: 'recording', language: 'en', durationSeconds: 2 },
      { usage: { units: { audioSeconds: 2 } } },
      { type: 'finish' },
    ]);
  });

  it('counts sound by tokens where the host does, whatever the length of the recording', () => {
    const details = { text_tokens: 2, audio_tokens: 37 };
    const usage = { type: 'tokens', input_tokens: 39, input_token_details: details, output_tokens: 145 };
    const chunks = read(openaiTranscriptionCodec(), { text: 'Hi', duration: 3.3, usage });
    const used = chunks.find(({ type }) => type === 'usage');
    expect(used).toMatchObject({ usage: { inputTokens: 39, inputAudioTokens: 37, outputTokens: 145 } });
    expect(used).not.toHaveProperty('usage.units');
  });

  it('reads a stream to its end', () => {
    const chunks: Chunk[] = [];
    const reader = openaiTranscriptionCodec().open();
    const emit = (chunk: Chunk): void => void chunks.push(chunk);
    const event = (value: object) => ({ data: JSON.stringify(value) });
    expect(reader.read(event({ type: 'transcript.text.delta', delta: 'Hi' }), emit)).toBe('open');
    expect(() => reader.end(emit)).toThrow('breaks off');
    expect(reader.read(event({ type: 'transcript.text.done', text: 'Hi' }), emit)).toBe('done');
    expect(chunks.filter(({ type }) => type === 'text')).toHaveLength(1);
  });
});
