/** The `output_format` for a type of sound, each at a rate that every account may ask for (44.1 kHz PCM needs a higher plan). */
export const formats: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3_44100_128',
  'audio/mp3': 'mp3_44100_128',
  'audio/wav': 'wav_24000',
  'audio/x-wav': 'wav_24000',
  'audio/l16': 'pcm_24000',
  'audio/pcm': 'pcm_24000',
  'audio/ogg': 'opus_48000_128',
  'audio/opus': 'opus_48000_128',
  'audio/basic': 'ulaw_8000',
  'audio/pcmu': 'ulaw_8000',
  'audio/pcma': 'alaw_8000',
};

/** The type of a sound in such a format; MP3 where none is named. */
export function typeOfFormat(format: string = 'mp3'): string {
  const kind = format.split('_')[0] ?? '';
  const found = Object.entries(formats).find(([, each]) => each.startsWith(`${kind}_`));
  return found?.[0] ?? 'audio/mpeg';
}
