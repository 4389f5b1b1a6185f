import { toBase64 } from '../../core/base64.ts';
import { checkCost, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { madeFor } from './settings.ts';
import { checkFile } from './signature.ts';
import { spokenWav } from './spoken.ts';

const imageBasic: Scenario = {
  id: 'image_basic',
  shows: 'draws what it is told',
  type: 'image',
  applies: madeFor('image'),
  async run({ client, model, asked: { prompt = 'A simple red square', count = 1 } = {} }) {
    const { images, usage } = await client.generateImage(model, prompt, count === 1 ? {} : { count });
    expectThat(images.length === count, `There must be ${count} images.`, images.length);
    for (const image of images)
      if ('data' in image) checkFile(image);
      else expectThat(/^https:\/\/\S+$/.test(image.url), 'The image must have an address.', image.url);
    checkCost(usage);
  },
};

const speechBasic: Scenario = {
  id: 'speech_basic',
  shows: 'speaks a text',
  type: 'speech',
  applies: madeFor('speech'),
  async run({ client, model, asked: { prompt = 'The quick brown fox jumps over the lazy dog.' } = {} }) {
    const { audio, usage } = await client.speak(model, prompt);
    expectThat(audio.mediaType.startsWith('audio/'), 'Speech must be a sound.', audio.mediaType);
    checkFile(audio);
    checkCost(usage);
  },
};

const transcriptionBasic: Scenario = {
  id: 'transcription_basic',
  shows: 'writes down what is said',
  type: 'transcription',
  applies: madeFor('transcription'),
  async run({ client, model, asked }) {
    const wav = { data: toBase64(spokenWav()), mediaType: 'audio/wav' };
    const { text, segments = [], words = [], durationSeconds, usage } = await client.transcribe(model, wav);
    expectThat(/\p{L}{2}/u.test(text), 'There must be words.', text);
    // What a recording heard is another file.
    const isHeard = asked !== undefined || /\b42\b|forty[\s-]*two/i.test(text);
    expectThat(isHeard, 'The number that is said is forty-two.', text);
    const isLong = durationSeconds === undefined || durationSeconds > 0;
    expectThat(isLong, 'A recording must last some time.', durationSeconds);
    const end = (durationSeconds ?? Number.POSITIVE_INFINITY) + 1;
    const outside = [...segments, ...words].find(
      ({ startSeconds, endSeconds }) => startSeconds < 0 || endSeconds < startSeconds || endSeconds > end,
    );
    expectThat(outside === undefined, 'What is said must be within the recording.', outside);
    checkCost(usage);
  },
};

export const makerScenarios: readonly Scenario[] = [imageBasic, speechBasic, transcriptionBasic];
