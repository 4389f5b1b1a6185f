import { expect, it } from 'vitest';
import { shortText, textSaid, withCode } from './error-body.ts';

it('takes the words of a text, or the title of a web page', () => {
  expect(textSaid('  upstream down \n')).toEqual({ message: 'upstream down' });
  expect(textSaid('x'.repeat(600))?.message).toHaveLength(500);
  const page = `<html>${' '.repeat(50)}<title> 502 Bad Gateway </title></html>`;
  expect(textSaid(page)).toEqual({ message: 'The provider answered with a web page: 502 Bad Gateway' });
  expect(textSaid(page, 50)).toBeUndefined();
  expect([textSaid(' '), textSaid('<html></html>')]).toEqual([undefined, undefined]);
});

it('takes codes of text and number', () => {
  const said = { message: 'No.', status: 400 };
  expect(withCode(said, 'bad')).toEqual({ ...said, providerCode: 'bad' });
  expect(withCode(said, 1004)).toEqual({ ...said, providerCode: '1004' });
  for (const code of ['', null, undefined, {}]) expect(withCode(said, code)).toBe(said);
});

it('shows short texts that are no markup', () => {
  expect(shortText(' 404 page not found\n')).toBe('404 page not found');
  for (const body of ['', ' ', '<html>', 'x'.repeat(301), { message: 'text' }, undefined])
    expect(shortText(body)).toBeUndefined();
});
