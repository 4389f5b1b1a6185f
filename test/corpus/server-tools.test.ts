// What the tools that providers run did and found, in the recorded exchanges: sources, opaque parts, counts.
import type { ModelResponse } from 'reqllm';
import { describe, expect, it } from 'vitest';
import { absence, type Family, hasCorpus, type Recording, recordingsOf, textOf } from './recordings.ts';
import { createReplayer } from './replay.ts';

if (!hasCorpus()) console.warn(absence);

/** The responses to the recordings of a family whose reply shows one of these words. */
async function replayed(family: Family, ...words: readonly string[]): Promise<[Recording, ModelResponse][]> {
  const recordings = recordingsOf(family).filter(
    (each) => each.response.status < 300 && words.some((word) => textOf(each).includes(word)),
  );
  const replay = await createReplayer(recordings);
  const pairs: [Recording, ModelResponse][] = [];
  for (const recording of recordings) {
    const { response } = await replay(recording);
    if (response !== undefined) pairs.push([recording, response]);
  }
  return pairs;
}

/** The types of the parts that only their provider understands. */
function opaque({ message }: ModelResponse): unknown[] {
  return message.content.flatMap((part) =>
    part.type === 'extra' ? [(part.value as { readonly type?: string }).type] : [],
  );
}

describe.skipIf(!hasCorpus())('recorded tools of providers', { timeout: 60_000 }, () => {
  it('of Claude: citations become sources, calls and results go back, searches are counted', async () => {
    // A turn may also cite what was found in an earlier one.
    const all = (await replayed('anthropic_messages', 'web_search_result_location')).filter(([recording]) =>
      textOf(recording).includes('web_search_tool_result'),
    );
    expect(all.length).toBeGreaterThan(15);
    for (const [{ id }, response] of all) {
      expect(response.sources.length, id).toBeGreaterThan(0);
      // One recorded citation has no words of its source.
      for (const { url, title } of response.sources) expect([url, title], id).not.toContain(undefined);
      expect(response.usage.tools?.['web_search'], id).toBeGreaterThan(0);
      expect(opaque(response), id).toEqual(
        expect.arrayContaining(['server_tool_use', 'web_search_tool_result']),
      );
    }
  });

  it('of Claude: fetches, code and MCP calls go back whole', async () => {
    for (const [word, types] of [
      ['web_fetch_tool_result', ['web_fetch_tool_result']],
      // A turn may begin with the result of a call in the turn before.
      ['mcp_tool_result', ['mcp_tool_result']],
      ['"bash_code_execution_tool_result"', ['server_tool_use', 'bash_code_execution_tool_result']],
    ] as const) {
      const all = await replayed('anthropic_messages', word);
      expect(all.length, word).toBeGreaterThan(3);
      for (const [{ id }, response] of all)
        expect(opaque(response), id).toEqual(expect.arrayContaining([...types]));
    }
  });

  it('of OpenAI, Azure and xAI: annotations become sources with spans, uses are counted', async () => {
    const all = await replayed('openai_responses', '"url_citation"');
    expect(all.length).toBeGreaterThan(15);
    for (const [{ id }, response] of all) {
      expect(response.sources.length, id).toBeGreaterThan(0);
      for (const { url, start, end } of response.sources) {
        expect(url, id).toBeTypeOf('string');
        expect(end, id).toBeGreaterThanOrEqual(start ?? Number.NaN);
      }
      expect(response.usage.tools?.['web_search'], id).toBeGreaterThan(0);
      expect(opaque(response), id).toContain('web_search_call');
    }
  });

  it('of OpenAI: files, code and MCP calls', async () => {
    for (const [word, tool, kind] of [
      ['"file_citation"', 'file_search', 'file_search_call'],
      ['"container_file_citation"', 'code_interpreter', 'code_interpreter_call'],
      ['"mcp_call"', 'mcp', 'mcp_call'],
    ] as const) {
      const all = (await replayed('openai_responses', word)).filter(([{ provider }]) => provider !== 'xai');
      expect(all.length, word).toBeGreaterThan(2);
      for (const [{ id }, response] of all) {
        expect(response.usage.tools?.[tool], id).toBeGreaterThan(0);
        expect(opaque(response), id).toContain(kind);
        if (word !== '"mcp_call"') expect(response.sources.length, id).toBeGreaterThan(0);
      }
    }
  });

  it('of Google: grounding becomes sources with the statements that rest on them, searches are counted', async () => {
    const all = await replayed('google_generate_content', '"groundingChunkIndices"');
    expect(all.length).toBeGreaterThan(10);
    let spans = 0;
    for (const [{ id }, response] of all) {
      expect(response.sources.length, id).toBeGreaterThan(0);
      for (const { start, end } of response.sources) {
        if (start === undefined || end === undefined) continue;
        spans += 1;
        expect(response.text.slice(start, end).length, id).toBe(end - start);
        expect(JSON.stringify(response.providerMetadata), id).toContain(
          JSON.stringify(response.text.slice(start, end)),
        );
      }
    }
    expect(spans).toBeGreaterThan(50);
    const code = await replayed('google_generate_content', '"executableCode"');
    for (const [{ id }, { message }] of code)
      expect(message.content.filter(({ type }) => type === 'extra').length, id).toBeGreaterThan(1);
  });

  it('of Groq, Perplexity and OpenRouter: what they found becomes sources', async () => {
    const all = await replayed(
      'openai_chat',
      '"search_results":{"results":[{',
      '"search_results":[{',
      '"url_citation"',
      '"citations":["',
    );
    expect(new Set(all.map(([{ provider }]) => provider))).toEqual(
      new Set(['groq', 'openrouter', 'perplexity']),
    );
    for (const [{ id }, response] of all) {
      expect(response.sources.length, id).toBeGreaterThan(0);
      expect(
        response.sources.some(({ url }) => url !== undefined),
        id,
      ).toBe(true);
    }
  });

  it('of Cohere and Bedrock: citations of documents', async () => {
    const all = [
      ...(await replayed('cohere_chat', '"document_ids"', '"citation-start"', '"sources":[{')),
      ...(await replayed('bedrock_converse', '"citationsContent"')),
    ];
    expect(all.length).toBeGreaterThan(3);
    for (const [{ id }, response] of all) expect(response.sources.length, id).toBeGreaterThan(0);
  });
});
