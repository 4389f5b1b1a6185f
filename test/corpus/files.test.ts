// Files that were recorded at the providers: what they said of them, read by what reads ours.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

import { fileFormats } from '../../src/client/files/formats.ts';
import type { FileForm } from '../../src/providers/provider.ts';

const folder = new URL('../../../shared/corpus/', import.meta.url);
const hasCorpus = existsSync(folder);

interface Exchange {
  readonly family: string;
  readonly request: {
    readonly method: string;
    readonly url: string | null;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: {
      readonly multipart?: readonly { readonly name: string; readonly text?: string }[];
    } | null;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: { readonly json?: unknown; readonly text?: string; readonly b64?: string };
  };
}

const cases: readonly [provider: string, form: FileForm][] = [
  ['openai', 'openai'],
  ['mistral', 'openai'],
  ['xai', 'openai'],
  ['anthropic', 'anthropic'],
  ['google', 'google'],
];

function recorded(provider: string): Exchange[] {
  return gunzipSync(readFileSync(new URL(`${provider}.jsonl.gz`, folder)))
    .toString('utf8')
    .split('\n')
    .filter((line) => /"family": ?"(?:files|google_files)"/.test(line))
    .map((line) => JSON.parse(line) as Exchange);
}

const saidIn = ({ body }: Exchange['response']): unknown => {
  if (body.json !== undefined) return body.json;
  try {
    return JSON.parse(body.text ?? '');
  } catch {
    return undefined;
  }
};

test.skipIf(hasCorpus)('the corpus is absent: no recorded file was read', () =>
  expect(hasCorpus).toBe(false),
);

test.runIf(hasCorpus).each(cases)('%s', (provider, form) => {
  const format = fileFormats[form];
  let uploads = 0;
  for (const exchange of recorded(provider)) {
    const { request, response } = exchange;
    const isUpload =
      request.method === 'POST' && /\/files(?:\?|$|\/)|upload_protocol/.test(request.url ?? '');
    if (!isUpload || response.status !== 200) continue;
    const said = saidIn(response);
    if (said === undefined) {
      // Google's first answer holds the place alone.
      expect(format.place?.(response.headers)).toBeTypeOf('string');
      continue;
    }
    uploads += 1;
    const facts = format.read(said);
    expect(facts).toMatchObject({ state: 'ready', bytes: expect.any(Number) as number });
    expect(facts?.fileId).toMatch(/^(?:file[-_]\w+|files\/\w+|[\da-f-]{36})/);
    expect(facts?.filename).toMatch(/\.\w+$/);
    const sent = request.body?.multipart?.map(({ name }) => name);
    const file = { data: new Uint8Array(1), mediaType: 'text/plain', filename: 'a.txt' };
    if (sent !== undefined) expect(sent).toContain(format.begin(file).file?.name);
  }
  expect(uploads).toBeGreaterThan(0);
});
