import { joinBytes } from '../../core/bytes.ts';
import { deflateSync } from 'node:zlib';
import { toBase64 } from '../../core/base64.ts';
import { user } from '../../core/context.ts';
import { crc32 } from '../../wire/crc32.ts';
import { checkAnswer, expectThat } from './checks.ts';
import type { Scenario } from './scenario.ts';
import { deterministic, onlyWith, roomy } from './settings.ts';

/** A square of one colour as a PNG image (W3C PNG, third edition: signature, IHDR, IDAT, IEND). */
export function squarePng(
  size: number,
  colour: readonly [red: number, green: number, blue: number],
): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size);
  view.setUint32(4, size);
  header.set([8, 2], 8); // eight bits a sample, red green blue
  const row = [0, ...Array.from({ length: size }, () => colour).flat()];
  const pixels = Uint8Array.from(Array.from({ length: size }, () => row).flat());
  return joinBytes([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngPart('IHDR', header),
    pngPart('IDAT', deflateSync(pixels)),
    pngPart('IEND', new Uint8Array()),
  ]);
}

function pngPart(name: string, data: Uint8Array): Uint8Array {
  const named = joinBytes([new TextEncoder().encode(name), data]);
  const ends = new Uint8Array(8);
  const view = new DataView(ends.buffer);
  view.setUint32(0, data.length);
  view.setUint32(4, crc32(named));
  return joinBytes([ends.subarray(0, 4), named, ends.subarray(4)]);
}

const imageInput: Scenario = {
  id: 'image_input',
  shows: 'sees an image',
  type: 'text',
  ability: 'vision',
  applies: onlyWith('vision'),
  async run({ client, model, facts }) {
    const red = toBase64(squarePng(64, [255, 0, 0]));
    const question = user([
      { type: 'text', text: 'What colour is this square? Answer with one word.' },
      { type: 'image', source: { data: red, mediaType: 'image/png' } },
    ]);
    const response = await client.generateText(model, question, roomy(facts, deterministic, 1_000));
    checkAnswer(response);
    expectThat(/\bred\b/i.test(response.text), 'The square is red.', response.text);
  },
};

export const mediaScenarios: readonly Scenario[] = [imageInput];
