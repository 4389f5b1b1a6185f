import { describe, expect, it } from 'vitest';
import { control } from '../../../test/support/arbitraries.ts';
import type { Call } from '../../core/call.ts';
import { modelOf } from '../../core/model.ts';
import { anthropicMessages } from './endpoint.ts';

const call = (type: string): Call => ({
  operation: 'text',
  control,
  stream: false,
  model: modelOf({ provider: 'anthropic', id: 'claude-haiku-4-5' }),
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  tools: [{ provider: 'anthropic', definition: { type, name: 'x' } }],
});

describe('a tool that belongs to a beta', () => {
  it.each([
    ['computer_20251124', 'computer-use-2025-11-24'],
    ['code_execution_20250825', 'code-execution-2025-08-25'],
    ['web_fetch_20250910', 'web-fetch-2025-09-10'],
    ['memory_20250818', 'context-management-2025-06-27'],
    ['mcp_toolset', 'mcp-client-2025-11-20'],
    ['web_search_20250305', undefined],
    ['bash_20250124', undefined],
  ])('%s asks for %s', async (type, beta) => {
    const { headers } = (await anthropicMessages().load()).encode(call(type));
    expect(headers?.['anthropic-beta']).toBe(beta);
  });

  it('asks for it in the body where the host wants it there, and the server hears it as implied', async () => {
    const endpoint = anthropicMessages({ betasIn: 'body' });
    const { body, path, headers = {} } = (await endpoint.load()).encode(call('computer_20251124'));
    expect(body).toMatchObject({ anthropic_beta: ['computer-use-2025-11-24'] });
    const parsed = (await endpoint.loadServer()).parse({ path, headers, body });
    expect(parsed.providerOptions?.['anthropic']?.['betas']).toBeUndefined();
  });
});
