import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeForm, type FormFile, readForm } from './form.ts';

const names = fc.stringMatching(/^[a-z_]{1,10}$/);
const files = fc.array(
  fc.record({
    name: fc.constant('file'),
    filename: fc.stringMatching(/^[a-z]{1,8}\.[a-z]{3}$/),
    mediaType: fc.constant('audio/wav'),
    data: fc.uint8Array({ maxLength: 200 }),
  }),
  { maxLength: 3 },
);

describe('encodeForm', () => {
  it('writes what readForm reads, and equal forms as equal bytes', () => {
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), files, (body, attached) => {
        const form = encodeForm(body, attached);
        expect(encodeForm(body, attached)).toEqual(form);
        const read = readForm(form.contentType, form.bytes);
        const said = Object.entries(body).map(([name, value]) => [name, value.toWellFormed()]);
        expect(Object.entries(read.body)).toEqual(said);
        expect(read.files).toEqual(attached);
      }),
      { numRuns: 60 },
    );
  });

  it('writes lists as several fields, and keeps quotes and line breaks out of the headers', () => {
    const file = { name: 'file', filename: 'a"\r\nx: y', mediaType: 'text/plain', data: Uint8Array.of(1) };
    const { contentType, bytes } = encodeForm({ units: ['word', 'segment'], n: 2, not: null }, [file]);
    expect(new TextDecoder().decode(bytes)).not.toContain('\r\nx: y');
    expect(readForm(contentType, bytes).body).toEqual({ 'units[]': ['word', 'segment'], n: '2' });
  });
});

describe('files that are no part of a form, and fields that come several times', () => {
  it('a file without a name is the whole body', () => {
    const data = Uint8Array.of(1, 2, 3);
    const whole = { name: '', filename: 'a.wav', mediaType: 'audio/wav', data };
    expect(encodeForm(null, [whole])).toEqual({ contentType: 'audio/wav', bytes: data });
  });
  it('a part without a file name is a field', () => {
    const field = (text: string): FormFile => ({
      name: 'keyterms',
      filename: '',
      mediaType: 'text/plain',
      data: new TextEncoder().encode(text),
    });
    const { contentType, bytes } = encodeForm({ a: 'b' }, [field('x'), field('ü')]);
    expect(readForm(contentType, bytes)).toEqual({ body: { a: 'b', keyterms: ['x', 'ü'] }, files: [] });
  });
});

describe('readForm', () => {
  it('refuses anything else with a typed error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => readForm('multipart/form-data; boundary=x', bytes)).toThrow('The request is');
      }),
      { numRuns: 100 },
    );
    expect(() => readForm('multipart/form-data', new Uint8Array())).toThrow('without a boundary');
    const text = new TextEncoder().encode('--x\r\nno headers\r\n--x--');
    expect(() => readForm('multipart/form-data; boundary=x', text)).toThrow('without its headers');
  });
});
