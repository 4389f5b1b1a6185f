import type { RequestLine } from '../journal-line.ts';

type Request = Pick<RequestLine, 'method' | 'url' | 'headers' | 'proof' | 'body'>;

/**
 * The request of a try as a command for a shell. The key is a variable, as the journal holds none; nor does it hold the
 * files of a form, which the command then says.
 */
export function asCurl({ method, url, headers, proof, body }: Request): string {
  const isForm = /^multipart\//i.test(headers['content-type'] ?? '');
  const said = Object.entries(headers).filter(([name]) => !(isForm && name === 'content-type'));
  const shown = proof.map((name) => `"${name}: ${name === 'authorization' ? 'Bearer ' : ''}$API_KEY"`);
  const all = [...said.map(([name, value]) => quoted(`${name}: ${value}`)), ...shown];
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const command = [
    `curl -X ${method} ${quoted(url)}`,
    ...all.map((header) => `-H ${header}`),
    ...(body === null || isForm ? [] : [`--data-raw ${quoted(text)}`]),
  ].join(' \\\n  ');
  return isForm ? `# Its form (${text}) is not in the journal: add each field with -F.\n${command}` : command;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
