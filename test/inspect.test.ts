// The page of `reqllm inspect`, as people see it: the built page in headless Chromium, and its server as a stranger sees it.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createClient } from 'reqllm';
import { inspect, type InspectionServer, serveInspection } from 'reqllm/inspect';
import { fixtures, type Simulator, simulator } from 'reqllm/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ensureBuilt } from './support/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
let number = 0;
const newJournal = (): string => join(folder, `${(number += 1)}.jsonl`);
beforeAll(ensureBuilt, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const linesOf = (journal: string): { type: string; [name: string]: unknown }[] =>
  readFileSync(journal, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });

/** When so many calls have been written to their end. */
const written = (journal: string, calls: number): Promise<unknown> =>
  vi.waitUntil(
    () => existsSync(journal) && readFileSync(journal, 'utf8').split(/"type":"end".*\n/).length > calls,
    { timeout: 30_000 },
  );

describe('the journal', () => {
  test('holds the call, each request, the pieces and the end, and never a key', async () => {
    await using simulated = await simulator({
      turns: (_call, count) =>
        count === 1
          ? { fault: { type: 'status', status: 503, retryAfterSeconds: 0 } }
          : { text: 'Hello, sk-live-0123456789abcdef0123.' },
    });
    const journal = newJournal();
    await using client = simulated.client({ ...inspect({ journal }) });
    await (
      await client.streamText('openai:gpt-4o-mini', 'Hi there', { headers: { 'x-secret': 'hidden' } })
    ).response();
    await client.generateText('openai:gpt-4o-mini', 'Hi', { apiKey: 'another-secret-key', maxTokens: 5 });
    await written(journal, 2);
    const lines = linesOf(journal);
    const [first] = lines;
    expect(first).toMatchObject({ type: 'call', model: 'openai:gpt-4o-mini', stream: true });
    const mine = lines.filter(({ id }) => id === first?.['id']);
    const count = (type: string): number => mine.filter((line) => line.type === type).length;
    expect([count('request'), count('exchange'), count('end')]).toEqual([2, 2, 1]);
    expect(count('chunk')).toBeGreaterThan(2);
    expect(mine.find(({ type }) => type === 'exchange')).toMatchObject({ attempt: 1, status: 503 });
    expect(mine.at(-1)).toMatchObject({ outcome: 'ok', usage: { cost: { source: 'registry' } } });
    const text = readFileSync(journal, 'utf8');
    for (const secret of ['simulated-key', 'another-secret-key', 'hidden', 'sk-live'])
      expect(text).not.toContain(secret);
    expect(text).toContain('Hello, [redacted]');
  });

  test('has the price of who answered, of every request, tier and unit', async () => {
    await using simulated = await simulator({
      turns: ({ model }) =>
        model.id === 'gpt-4o' ? { fault: { type: 'status', status: 401 } } : { text: 'Hello there.' },
    });
    const journal = newJournal();
    await using client = simulated.client({ ...inspect({ journal }) });
    const answers = [
      await client.generateText(['openai:gpt-4o', 'openai:gpt-5-mini'], 'Hi'),
      await client.generateText('openai:gpt-5-mini', 'Hi', { serviceTier: 'flex' }),
      await client.speak('openai:tts-1', 'Hi'),
    ];
    await written(journal, 3);
    const ends = linesOf(journal).filter(({ type }) => type === 'end');
    expect(ends[0]).toMatchObject({ model: 'openai:gpt-5-mini' });
    const costs = answers.map(({ usage }) => usage.cost?.total);
    expect(costs.every((cost) => (cost ?? 0) > 0)).toBe(true);
    expect(costs[1]).toBeLessThan(costs[0] ?? 0);
    expect(ends).toMatchObject(costs.map((total) => ({ outcome: 'ok', usage: { cost: { total } } })));
  });

  test('what is saved as a fixture is replayed by fixtures()', async () => {
    await using simulated = await simulator({ turns: [{ text: 'Recorded words.' }] });
    const journal = newJournal();
    await using client = simulated.client({ ...inspect({ journal }) });
    await client.generateText('openai:gpt-4o-mini', 'Hi');
    await written(journal, 1);
    await using server = await serveInspection({ journal });
    const cookie = await enter(server);
    const id = String(linesOf(journal)[0]?.['id']);
    const saved = await ask(server, `/api/fixture?id=${id}`, { cookie });
    expect(saved.status).toBe(200);
    const file = join(folder, 'saved.jsonl');
    writeFileSync(file, saved.text);
    const { baseUrls } = simulated;
    await using again = createClient({ transport: fixtures(file, { mode: 'replay' }), baseUrls, env: {} });
    expect((await again.generateText('openai:gpt-4o-mini', 'Hi')).text).toBe('Recorded words.');
  });

  test('a journal that cannot be written fails no call', async () => {
    await using simulated = await simulator();
    await using client = simulated.client({
      ...inspect({ journal: join(folder, 'no', 'such', 'folder.jsonl') }),
    });
    expect((await client.generateText('openai:gpt-4o-mini', 'Hi')).text).toContain('Hi');
    // Time for a failure that nobody handles, which would fail this run.
    await new Promise((resolve) => setTimeout(resolve, 120));
  });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Asks as no browser would: with any host and any header. */
function ask(
  server: InspectionServer,
  path: string,
  headers: Record<string, string> = {},
  method: string = 'GET',
): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (bytes) => (text += String(bytes)));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });
}

async function enter(server: InspectionServer): Promise<string> {
  const { pathname, search } = new URL(server.url);
  const answer = await ask(server, pathname + search);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

describe('the server', () => {
  test('lets in only who has the token, by a cookie that no other page can use', async () => {
    await using server = await serveInspection({ journal: newJournal() });
    const { pathname, search, host } = new URL(server.url);
    expect(host).toMatch(/^127\.0\.0\.1:\d+$/);
    for (const path of ['/', '/page.js', '/api/events', '/api/fixture?id=a', '/?token=wrong', '/?token='])
      expect((await ask(server, path)).status, path).toBe(401);
    expect((await ask(server, '/api/replay', {}, 'POST')).status).toBe(401);
    const first = await ask(server, pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict$/);
    const cookie = await enter(server);
    const page = await ask(server, '/', { cookie });
    expect(page.status).toBe(200);
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'/,
    );
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
    expect(page.text).not.toMatch(/https?:\/\//);
    expect((await ask(server, '/../package.json', { cookie })).status).toBe(404);
    // DNS that was bent to lead here, and a page of someone else that has no cookie of its own but asks.
    expect((await ask(server, '/', { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await ask(server, '/api/replay', { cookie, origin: 'http://evil.example' }, 'POST')).status).toBe(
      403,
    );
    expect((await ask(server, '/api/replay', { cookie }, 'POST')).status).toBe(409);
  });
});

const chromium = ['chromium', 'chromium-browser', 'google-chrome'].flatMap((name) => {
  const found = spawnSync('which', [name], { encoding: 'utf8' });
  return found.status === 0 ? [found.stdout.trim()] : [];
})[0];

test.skipIf(chromium !== undefined)('Chromium is not on this machine: the page was not looked at', () => {
  expect(chromium).toBeUndefined();
});

describe.runIf(chromium !== undefined)('the page in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    const { chromium: engine } = await import('playwright-core');
    browser = await engine.launch({ executablePath: chromium as string, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    problems.length = 0;
  });

  const problems: string[] = [];
  async function open(server: InspectionServer, more: object = {}): Promise<Page> {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'], ...more });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(server.url);
    await page.waitForSelector('.link.live');
    return page;
  }

  async function scene(): Promise<{
    simulated: Simulator;
    journal: string;
    client: ReturnType<Simulator['client']>;
  }> {
    const simulated = await simulator({
      turns: (call) =>
        JSON.stringify(call.messages).includes('refuse')
          ? { fault: { type: 'status', status: 400, message: 'Not that.' } }
          : { reasoning: 'Thinking.', text: "It's Paris, <b>of course</b>." },
    });
    const journal = newJournal();
    return { simulated, journal, client: simulated.client({ ...inspect({ journal }) }) };
  }

  test('shows calls as they are made, filters them, tells all of one, copies, compares, replays', async () => {
    const { simulated, journal, client } = await scene();
    await using server = await serveInspection({ journal, client });
    const page = await open(server);
    await page.getByText('The journal holds no call yet').waitFor();
    await client.generateText('openai:gpt-4o-mini', "What's the capital?");
    await page.locator('.row', { hasText: 'gpt-4o-mini' }).waitFor();
    await (await client.streamText('anthropic:claude-haiku-4-5', 'Capital?')).response();
    await client.generateText('mistral:mistral-small-latest', 'refuse this').catch(() => {});
    await page.locator('.row').nth(2).waitFor();
    await client.embed('openai:text-embedding-3-small', ['one', 'two'], { dimensions: 8 });
    await page.locator('.row', { hasText: 'embedding' }).click();
    await page.getByText('2 vectors of 8 numbers').waitFor();
    await page.locator('.row', { hasText: '["one","two"]' }).click();
    expect(await page.locator('.detail').count()).toBe(0);

    const filter = page.getByPlaceholder('model, status or text');
    await filter.fill('error');
    expect(await page.locator('.row').allInnerTexts()).toEqual([expect.stringContaining('mistral')]);
    await filter.fill('nothing has this');
    await page.getByText('No call fits the filter.').waitFor();
    await filter.fill('');

    await page.locator('.row', { hasText: 'mistral' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Not that.');
    await page.locator('.row', { hasText: 'gpt-4o-mini' }).click();
    // The model's words are text, never markup.
    await page.getByText("It's Paris, <b>of course</b>.").waitFor();
    expect(await page.locator('.timeline figcaption').innerText()).toMatch(/first piece after .* in all/);
    await page.getByRole('tab', { name: 'Request' }).click();
    expect(await page.getByRole('tabpanel').innerText()).toContain('"stream": false');
    expect(await page.getByRole('tabpanel').innerText()).toContain(
      `await client.generateText('openai:gpt-4o-mini', 'What\\'s the capital?');`,
    );
    await page.getByRole('tab', { name: 'Wire' }).click();
    const wire = await page.getByRole('tabpanel').innerText();
    expect(wire).toContain('/chat/completions');
    expect(wire).toContain('authorization: (not in the journal)');
    expect(wire).toContain('HTTP 200');

    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    const run = spawnSync(
      'bash',
      ['-c', `API_KEY=simulated-key; curl() { printf '%s\\n' "$@"; }; ${String(copied)}`],
      { encoding: 'utf8' },
    );
    expect(run.stdout).toContain('authorization: Bearer simulated-key');
    expect(run.stdout).toContain("What's the capital?");
    expect(run.status).toBe(0);

    await page.getByRole('button', { name: 'Compare with' }).click();
    await page.locator('.row', { hasText: 'claude' }).click();
    await page.locator('.side', { hasText: 'Compared with' }).waitFor();
    expect(await page.locator('.detail h2').allInnerTexts()).toEqual([
      'openai:gpt-4o-mini',
      'anthropic:claude-haiku-4-5',
    ]);
    const table = page.getByRole('table');
    expect(await table.getByRole('row', { name: 'Model' }).innerText()).toMatch(/gpt-4o-mini.*claude-haiku/);
    expect(await table.getByRole('row', { name: 'Tokens in' }).innerText()).toMatch(/\d+.*\d+/);
    await page.getByText('Both say the same text.').waitFor();
    await page.getByRole('button', { name: 'End comparing' }).click();

    await page.getByLabel('Model to replay on').fill('google:gemini-2.5-flash');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('It was sent.').waitFor();
    await page.locator('.row', { hasText: 'gemini-2.5-flash' }).waitFor();
    expect(simulated.requests.at(-1)).toMatchObject({ protocol: 'google-generate' });
    expect(problems).toEqual([]);
    await client.close();
    await simulated.close();
  });

  test('a journal of ten thousand calls, the newest first, the older ones when they are asked for', async () => {
    const journal = newJournal();
    const said = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };
    const head = { type: 'call', model: 'openai:gpt-4o-mini', provider: 'openai', operation: 'text' };
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const id = `call-${at}`;
      const piece = JSON.stringify({
        type: 'chunk',
        id,
        ms: 1,
        chunk: { type: 'text', block: 0, text: 'a' },
      });
      return [
        JSON.stringify({ ...head, id, at, stream: true, call: said }),
        ...Array<string>(13).fill(piece),
        JSON.stringify({ type: 'end', id, ms: 2, outcome: 'ok' }),
      ].join('\n');
    });
    writeFileSync(journal, `${lines.join('\n')}\n`);
    await using server = await serveInspection({ journal });
    const page = await open(server);
    await page.getByText('10000 calls').waitFor();
    const drawn = await page.locator('.row').count();
    expect(drawn).toBeLessThan(1_000);
    await page.getByRole('button', { name: 'Show older ones' }).click();
    await page.locator('.row').nth(drawn).waitFor();
    expect(problems).toEqual([]);
  });

  test('by keyboard alone', async () => {
    const { simulated, journal, client } = await scene();
    for (const model of ['openai:gpt-4o-mini', 'anthropic:claude-haiku-4-5'])
      await client.generateText(model, 'Hi');
    await using server = await serveInspection({ journal, client });
    const page = await open(server);
    await page.locator('.row').nth(1).waitFor();
    await page.locator('input[type=search]').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.detail h2', { hasText: 'claude' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.locator('.detail h2', { hasText: 'gpt-4o-mini' }).waitFor();
    await page.getByRole('tab', { name: 'Answer' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Request');
    await page.keyboard.press('Escape');
    expect(await page.locator('.detail').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.className')).toBe('row');
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    expect(problems).toEqual([]);
    await client.close();
    await simulated.close();
  });

  test('fits a phone in both colours, and says what it cannot read', async () => {
    const { simulated, journal, client } = await scene();
    await client.generateText('openai:gpt-4o-mini', 'x'.repeat(300));
    await written(journal, 1);
    appendFileSync(journal, 'half a li\n');
    await using server = await serveInspection({ journal, client });
    const backs: unknown[] = [];
    for (const colorScheme of ['light', 'dark']) {
      const page = await open(server, { viewport: { width: 360, height: 740 }, colorScheme });
      await page.locator('.row').click();
      await page.getByRole('tab', { name: 'Wire' }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      expect(await page.locator('p.warning').first().innerText()).toContain(
        '1 lines of the journal cannot be read',
      );
      backs.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
    }
    expect(new Set(backs).size).toBe(2);
    expect(problems).toEqual([]);
    await client.close();
    await simulated.close();
  });

  test('says so when the server is gone', async () => {
    const server = await serveInspection({ journal: newJournal() });
    const page = await open(server);
    await server.close();
    await page.getByText('The server of this page does not answer').waitFor();
  });
});
