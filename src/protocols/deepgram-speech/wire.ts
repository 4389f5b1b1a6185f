/** What asks for a type of sound. Recorded for WAV and MP3; the others: https://developers.deepgram.com/docs/tts-media-output-settings */
export const formats: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'audio/mpeg': { encoding: 'mp3' },
  'audio/mp3': { encoding: 'mp3' },
  'audio/wav': { encoding: 'linear16', container: 'wav' },
  'audio/x-wav': { encoding: 'linear16', container: 'wav' },
  'audio/l16': { encoding: 'linear16', container: 'none' },
  'audio/pcm': { encoding: 'linear16', container: 'none' },
  'audio/ogg': { encoding: 'opus', container: 'ogg' },
  'audio/opus': { encoding: 'opus', container: 'ogg' },
  'audio/flac': { encoding: 'flac' },
  'audio/aac': { encoding: 'aac' },
  'audio/basic': { encoding: 'mulaw', container: 'none' },
  'audio/pcmu': { encoding: 'mulaw', container: 'none' },
  'audio/pcma': { encoding: 'alaw', container: 'none' },
};

/** The parts of a model's name, such as `aura-2-thalia-en` or `aura-2`; undefined for a name of another form. */
export function voiceIn(
  id: string,
): { readonly family: string; readonly voice?: string; readonly language?: string } | undefined {
  const found = /^(aura(?:-\d+)?)(?:-([a-z]+)-([a-z]{2}))?$/.exec(id);
  if (found === null) return undefined;
  const [, family = '', voice, language] = found;
  return voice === undefined || language === undefined ? { family } : { family, voice, language };
}
