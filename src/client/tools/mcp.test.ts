import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, useSimulators } from '../../../test/support/simulated.ts';
import {
  calls,
  expectAllHeard,
  lastResults,
  said,
  type Scene,
  sceneOf,
  wait,
} from '../../../test/support/tool-scene.ts';
import type { Turn } from '../../testing/turn.ts';
import { toolsFromMcp } from '../doors.ts';
import { mcpNames } from './mcp-names.ts';

const simulators = useSimulators();
expectAllHeard();
const scene = (...turns: readonly Turn[]): Promise<Scene> => sceneOf(simulators, turns);
const model = 'anthropic:claude-haiku-4-5';

// A real server of the official SDK, in a process of its own.
const path = fileURLToPath(new URL('../../../test/support/mcp-server.mjs', import.meta.url));
const mcp = new Client({ name: 'reqllm-test', version: '1.0.0' });
beforeAll(() => mcp.connect(new StdioClientTransport({ command: process.execPath, args: [path] })));
afterAll(() => mcp.close());

describe('toolsFromMcp', () => {
  it('tells of a server that is gone', async () => {
    const gone = new Client({ name: 'reqllm-test', version: '1.0.0' });
    const error = await failureOf(toolsFromMcp(gone));
    expect(error).toMatchObject({ code: 'tool-failed', phase: 'tool' });
    expect(error.message).toContain('Not connected');
  });

  it('lists all pages, under names that every provider takes', async () => {
    const tools = await toolsFromMcp(mcp);
    expect(tools.map(({ name }) => name)).toEqual([
      'math_add_2',
      'math_add',
      'fail',
      'picture',
      'wait',
      'was-stopped',
    ]);
    expect(tools[0]).toMatchObject({
      description: 'Adds two numbers.',
      inputSchema: { required: ['a', 'b'] },
    });
    const some = await toolsFromMcp(mcp, { prefix: 'srv_', include: ['fail', 'wait'], exclude: ['wait'] });
    expect(some.map(({ name }) => name)).toEqual(['srv_fail']);
    expect((await failureOf(toolsFromMcp(mcp, { include: ['fial'] }))).message).toContain('"fial"');
    expect((await failureOf(toolsFromMcp(mcp, { prefix: 'a b' }))).code).toBe('config');
    for (const options of [{ exclude: 'fail' }, { include: [7] }, { excluded: ['fail'] }])
      expect(await failureOf(toolsFromMcp(mcp, options as never))).toMatchObject({
        code: 'config',
        message: expect.stringContaining('`toolsFromMcp`') as string,
      });
    expect((await failureOf(toolsFromMcp({} as never))).message).toContain('`listTools`');
  });

  it('calls the tool that was meant and gives the model its text, its failure and its pictures', async () => {
    const turn = calls(
      ['math_add_2', { a: 1, b: 2 }],
      ['math_add', { a: 1, b: 2 }],
      ['fail', {}],
      ['picture', {}],
    );
    const stage = await scene(turn, { text: 'Ok.' });
    const run = await stage.client.runTools(model, 'Go', { tools: await toolsFromMcp(mcp) });
    const results = lastResults(stage);
    expect(results.map(({ isError }) => isError === true)).toEqual([false, false, true, false]);
    expect(results.slice(0, 3).map(said)).toEqual(['{"sum":3}', 'the other one', 'the disk is full']);
    expect(results[3]?.content).toMatchObject([
      { type: 'image', source: { mediaType: 'image/png' } },
      { type: 'text', text: 'file:///notes.txt:\na note' },
      { type: 'text', text: 'more file:///more.txt' },
    ]);
    expect(run.steps[0]?.outcomes[0]?.output).toMatchObject({ structuredContent: { sum: 3 } });
  });

  it('tells the progress of a call', async () => {
    const stage = await scene(calls(['wait', { finish: true }]), { text: 'Ok.' });
    const progress: unknown[] = [];
    await stage.client.runTools(model, 'Go', {
      tools: await toolsFromMcp(mcp),
      onToolProgress: ({ output }) => progress.push((output as { progress?: number }).progress),
    });
    // What comes in one read with the result the SDK does not tell.
    expect(progress[0]).toBe(1);
    expect(progress.slice(0, -1)).toEqual([1, 2, 3].slice(0, progress.length - 1));
    expect(progress.at(-1)).toBeUndefined();
    expect(lastResults(stage).map(said)).toEqual(['waited']);
  });

  it('stops the server too when the run is aborted, or the time is over', async () => {
    const stage = await scene(calls(['wait', {}]), calls(['was-stopped', {}]), { text: 'Ok.' });
    const tools = await toolsFromMcp(mcp, { timeoutMs: 60 });
    await stage.client.runTools(model, 'Go', { tools });
    expect(lastResults(stage).map(said)).toEqual(['stopped 1']);
    const again = await scene(calls(['wait', {}]));
    const abort = new AbortController();
    const options = { tools: await toolsFromMcp(mcp), signal: abort.signal };
    const running = again.client.runTools(model, 'Go', {
      ...options,
      onToolProgress: () => abort.abort(),
    });
    expect((await failureOf(running)).code).toBe('aborted');
    await wait(20);
    const asked = await mcp.callTool({ name: 'was-stopped', arguments: {} });
    expect(asked['content']).toMatchObject([{ text: 'stopped 2' }]);
  });
});

describe('names of MCP tools', () => {
  it('fit every provider and differ, whatever the server says', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(names, fc.constantFrom('', 'srv_'), (given, prefix) => {
        const made = mcpNames(given, prefix);
        expect(made).toHaveLength(given.length);
        expect(new Set(made).size).toBe(given.length);
        for (const name of made) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
      }),
    );
    const close = fc.uniqueArray(fc.stringMatching(/^[a._/2]{1,3}$/), { maxLength: 40 });
    fc.assert(
      fc.property(close, (given) => {
        expect(new Set(mcpNames(given, '')).size).toBe(given.length);
      }),
    );
  });
});
