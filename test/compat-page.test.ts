// The page of `reqllm compat --report` in a real browser.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compatPage } from '../src/cli/commands/compat/page.ts';
import { matrixOf } from '../src/cli/commands/compat/matrix.ts';
import { readLedger } from '../src/models.ts';

const places = (process.env['PATH'] ?? '')
  .split(':')
  .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)));
const browserPath = places.find((place) => existsSync(place));
const matrix = matrixOf(readLedger());

test.runIf(browserPath === undefined)('there is no Chromium here: the page is not tried in a browser', () =>
  console.log(
    'No chromium, chromium-browser or google-chrome in PATH: the compatibility page is not tried in a browser.',
  ),
);

test('asks for nothing from elsewhere, and its data cannot end its script', () => {
  const cells = {
    basic: { result: 'fail', date: 'unknown', fixture: 'f', source: 'recording', reason: '</script><b>' },
  } as const;
  const row = {
    model: 'a:<b>',
    provider: 'a',
    surface: 'openai-chat',
    tier: 'failing',
    isSimulated: false,
    inapplicable: [],
    cells,
  } as const;
  const page = compatPage({
    asOf: '2026',
    scenarios: [{ id: 'basic', shows: 'a & b', core: true }],
    rows: [row],
  });
  expect(page.match(/<\/script/g)).toHaveLength(2);
  expect(page).toContain('a &amp; b');
  expect(compatPage(matrix)).not.toMatch(/(?:src|href)="(?!data:)|url\(|@import|fetch\(/);
});

describe.runIf(browserPath !== undefined)('in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'compat-page-'));
  const errors: string[] = [];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath ?? '', args: ['--no-sandbox'] });
    await writeFile(join(folder, 'index.html'), compatPage(matrix));
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('request', (request) => request.url().startsWith('file:') || errors.push(request.url()));
    await page.goto(`file://${folder}/index.html`);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const rows = () => page.locator('#rows tr:not(.empty)');
  const choose = async (name: string, value: string): Promise<void> => {
    await page.locator('#filters').evaluate((form: { reset(): void }) => form.reset());
    await page.locator('[name=work]').selectOption('');
    const field = page.locator(`[name=${name}]`);
    await (name === 'text' ? field.fill(value) : field.selectOption(value));
    await field.dispatchEvent('input');
  };

  const isText = (id: string): boolean =>
    matrix.scenarios.find((scenario) => scenario.id === id)?.type === undefined;
  const talking = matrix.rows.filter(({ cells }) => Object.keys(cells).some(isText));

  test('shows the models that talk, and every row when it is asked to', async () => {
    expect(await rows().count()).toBe(talking.length);
    expect(await page.locator('[data-scenario=embed_basic]:visible').count()).toBe(0);
    await choose('text', '');
    expect(await rows().count()).toBe(matrix.rows.length);
    expect(await page.locator('#count').textContent()).toBe(`${matrix.rows.length} of ${matrix.rows.length}`);
  });

  test('filters by work, and leaves out what was recorded for none of the rows', async () => {
    await page.locator('[name=work]').selectOption('rerank');
    const ranking = matrix.rows.filter(({ cells }) => cells['rerank_basic'] !== undefined);
    expect(await rows().count()).toBe(ranking.length);
    expect(await page.locator('thead th:visible').allTextContents()).toEqual(['Model', 'rerank_basic']);
    await choose('provider', 'cohere');
    expect(await page.locator('thead th:visible').count()).toBeLessThan(matrix.scenarios.length + 1);
  });

  test('its address tells what is shown', async () => {
    await choose('provider', 'groq');
    const address = page.url();
    expect(address).toMatch(/#work=&provider=groq$/);
    const other = await browser.newPage();
    await other.goto(address);
    expect(await other.locator('[name=provider]').inputValue()).toBe('groq');
    expect(await other.locator('#rows tr').count()).toBe(
      matrix.rows.filter(({ provider }) => provider === 'groq').length,
    );
    await other.getByRole('button', { name: 'Reset' }).click();
    await other.waitForFunction("document.querySelectorAll('#rows tr').length > 200");
    expect(other.url()).not.toContain('#');
    await other.close();
  });

  test('filters by provider, tier, text, scenario and result', async () => {
    const count = (fits: (row: (typeof matrix.rows)[number]) => boolean): number =>
      matrix.rows.filter(fits).length;
    await choose('provider', 'groq');
    expect(await rows().count()).toBe(count(({ provider }) => provider === 'groq'));
    await choose('tier', 'first-class');
    expect(await rows().count()).toBe(count(({ tier }) => tier === 'first-class'));
    await choose('text', 'HAIKU');
    expect(await rows().count()).toBe(count(({ model }) => model.includes('haiku')));
    await choose('result', 'fail');
    expect(await rows().count()).toBe(
      count(({ cells }) =>
        Object.values(cells).some(({ result, source }) => result === 'fail' && source === 'recording'),
      ),
    );
    await choose('scenario', 'object_basic');
    expect(await rows().count()).toBe(count(({ cells }) => cells['object_basic'] !== undefined));
    expect(await page.locator('thead th:visible').count()).toBe(2);
    await choose('text', 'no such model');
    expect(await rows().count()).toBe(0);
    expect(await page.locator('tr.empty').isVisible()).toBe(true);
    await choose('text', '');
    expect(await rows().count()).toBe(matrix.rows.length);
  });

  test('tells why a cell failed, by mouse and by keyboard', async () => {
    const failing = matrix.rows.find(
      ({ cells, isSimulated }) => !isSimulated && cells['multi_tool']?.result === 'fail',
    );
    await choose('text', failing?.model ?? '');
    const cell = page.locator('#rows tr').first().locator('[data-scenario=multi_tool] button');
    await cell.click();
    expect(await page.locator('dialog').innerText()).toContain(failing?.cells['multi_tool']?.reason);
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog').isVisible()).toBe(false);
    await cell.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('dialog h2').textContent()).toBe(failing?.model);
    await page.getByRole('button', { name: 'Close' }).click();
    await choose('text', '');
  });

  test.each(['light', 'dark'] as const)('can be read in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    for (const place of [
      'h1',
      'header p',
      'tbody th small',
      'button.pass',
      'button.fail',
      'button.unusable',
      'button.simulated',
    ])
      expect(await contrast(place), place).toBeGreaterThan(4.5);
    await shoot(`${colorScheme}.png`);
  });

  test('fits a phone: only the table scrolls sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
    expect(widths).toEqual([390, 390]);
    const first = await page.locator('tbody th').first().boundingBox();
    expect(first?.width).toBeLessThan(200);
    await page.locator('#rows button').first().click();
    expect((await page.locator('dialog').boundingBox())?.width).toBeLessThanOrEqual(390);
    await shoot('phone-why.png');
    await page.keyboard.press('Escape');
    await shoot('phone.png');
  });

  test('nothing went wrong meanwhile', () => expect(errors).toEqual([]));

  /** WCAG's contrast of a text to the first paper behind it. */
  async function contrast(selector: string): Promise<number> {
    const colours = (await page.evaluate(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      let behind = element;
      const paper = (each) => getComputedStyle(each).backgroundColor;
      while (behind && /rgba\\(.*, 0\\)|transparent/.test(paper(behind))) behind = behind.parentElement;
      return [getComputedStyle(element).color, paper(behind ?? document.body)];
    })()`)) as [string, string];
    const [text = 0, paper = 0] = colours.map(luminance);
    return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
  }

  async function shoot(name: string): Promise<void> {
    const target = process.env['REQLLM_SCREENSHOTS'];
    if (target === undefined) return;
    await page.screenshot({ path: join(target, name) });
    expect((await readFile(join(target, name))).length).toBeGreaterThan(10_000);
  }
});

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((text) => {
    const part = Number(text) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
