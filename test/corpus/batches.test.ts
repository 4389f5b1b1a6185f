// Batches that were recorded at the providers, read by what reads ours: what was handed in, looked at and answered.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type BatchLine, memoryJournal, nameLines, runBatchJobs, type BatchJob } from 'reqllm/batch';
import { bearer, defineProvider, openaiResponses, type Transport } from 'reqllm';
import { expect, test } from 'vitest';

const folder = new URL('../../../shared/corpus/', import.meta.url);
const hasCorpus = existsSync(folder);

// The recording is of the Responses API; by itself the client would have asked this model over Chat Completions.
const openai = defineProvider({
  id: 'openai',
  name: 'OpenAI',
  baseUrl: 'https://api.openai.com/v1',
  auth: bearer('OPENAI_API_KEY'),
  endpoints: [openaiResponses()],
});

interface Exchange {
  readonly provider: string;
  readonly family: string;
  readonly request: { readonly method: string; readonly url: string };
  readonly response: { readonly status: number; readonly body: { readonly text: string } };
}

const said = ['4', 'Jupiter'];
const cases: readonly [provider: string, model: string, job: RegExp][] = [
  ['openai', 'openai:gpt-5-nano', /^batch_\w+$/],
  ['anthropic', 'anthropic:claude-haiku-4-5', /^msgbatch_\w+$/],
  ['google', 'google:gemini-2.5-flash', /^batches\/\w+$/],
  ['mistral', 'mistral:mistral-small-latest', /^[0-9a-f-]{36}$/],
];

test.skipIf(hasCorpus)('the corpus is absent: no recorded batch was read', () =>
  expect(hasCorpus).toBe(false),
);

test.runIf(hasCorpus).each(cases)(
  '%s: a recorded batch is read line by line',
  async (provider, model, name) => {
    const exchanges = gunzipSync(readFileSync(new URL(`${provider}.jsonl.gz`, folder)))
      .toString('utf8')
      .split('\n')
      .filter((line) => /"family": ?"(?:batches|anthropic_batches|google_batches|files)"/.test(line))
      .map((line) => JSON.parse(line) as Exchange);
    const gets = exchanges.filter(({ request }) => request.method === 'GET');
    const done = gets.find(
      ({ response: { body } }) =>
        /"completed",|"ended"|SUCCEEDED|"SUCCESS"/.test(body.text) && !body.text.startsWith('{"custom_id"'),
    );
    const job = /(?:batches|jobs)\/[\w-]+/.exec(done?.request.url ?? '')?.[0] ?? '';
    const id = provider === 'google' ? job : (job.split('/')[1] ?? '');
    expect(id).toMatch(name);
    const transport: Transport = (request) => {
      const path = new URL(request.url).pathname;
      // Of several looks at one job, the last one; a job's results and files have addresses of their own.
      const found = gets
        .filter(({ request: { url } }) => new URL(url).pathname === path)
        .sort((left, right) => rank(left) - rank(right))
        .at(-1);
      if (found === undefined) return Promise.reject(new Error(`not recorded: ${path}`));
      let bytes: Uint8Array | undefined = new TextEncoder().encode(found.response.body.text);
      const read = (): Promise<Uint8Array | undefined> => {
        const rest = bytes;
        bytes = undefined;
        return Promise.resolve(rest);
      };
      return Promise.resolve({ status: 200, headers: {}, body: { read, close: () => {} } });
    };
    const lines: BatchLine[] = [
      { prompt: 'What is 2 + 2? Just the number.' },
      { prompt: 'Name the largest planet in our solar system. One word.' },
    ];
    const named = nameLines(lines);
    const journal = memoryJournal();
    for (const line of named) await journal.begin(line);
    let jobs: readonly BatchJob[] = [
      {
        id,
        provider,
        model,
        lines: named.map((line) => line.id),
        submittedAt: '2026-08-19T00:00:00Z',
        collected: false,
      },
    ];
    const store = { load: () => jobs, save: (all: readonly BatchJob[]) => (jobs = all) };
    const report = await runBatchJobs(lines, {
      model,
      journal,
      jobs: store,
      client: { transport, keys: { [provider]: 'a-key-of-nobody' }, env: {}, providers: [openai] },
    });
    expect(report).toMatchObject({ ok: 2, waiting: 0, failed: 0, unknown: 0 });
    expect(report.results.map(({ text }) => text?.trim())).toEqual(said);
    for (const { usage } of report.results) {
      expect(usage?.inputTokens).toBeGreaterThan(0);
      expect(usage?.cost?.total).toBeGreaterThan(0);
      expect(usage?.cost?.pricing?.tier).toBe('batch');
    }
  },
);

/** Looks that found the job done come last. */
function rank({ response: { body } }: Exchange): number {
  return /"in_progress"|PENDING|RUNNING|QUEUED|"validating"/.test(body.text) ? 0 : 1;
}
