import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../core/chunk.ts';
import { foldChunks } from '../../core/response.ts';
import { openaiChat } from './endpoint.ts';
import { executedTools, resultsOf } from './read-executed.ts';

const page = { title: 'Sun', url: 'https://sun.example', content: 'It is hot.', score: 0.9 };
const started = { index: 0, type: 'search', arguments: '{}', search_results: { results: [] } };
const done = { ...started, output: 'Title: Sun', search_results: { results: [page] } };

describe('tools that Groq executed', () => {
  it('are told of twice in a stream; the last word counts, and their pages are sources', async () => {
    const reader = (await openaiChat({ vendor: 'groq' }).load()).open();
    const chunks: Chunk[] = [];
    const choice = (delta: object, finish_reason: string | null = null): string =>
      JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason }] });
    for (const data of [
      choice({ executed_tools: [started] }),
      choice({ executed_tools: [done] }),
      choice({ content: 'Hot.' }),
      choice({}, 'stop'),
    ])
      reader.read({ data }, (chunk) => chunks.push(chunk));
    reader.end((chunk) => chunks.push(chunk));
    const { sources, providerMetadata } = foldChunks(chunks);
    expect(sources).toEqual([
      { kind: 'url', title: 'Sun', url: 'https://sun.example', citedText: 'It is hot.', raw: page },
    ]);
    expect(providerMetadata?.['groq']).toMatchObject({ executed_tools: [done] });
  });

  it('may be of any shape', () => {
    const other = { ...started, index: 1 };
    expect(executedTools([started], [done, other])).toEqual([done, other]);
    expect(executedTools(7, [null, 'x'])).toEqual([null, 'x']);
    expect([resultsOf(null), resultsOf([null, { search_results: 3 }, done])]).toEqual([[], [page]]);
  });
});
