import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Call, CallBody } from '../../core/call.ts';
import { isRecord, type Json, type JsonObject } from '../../core/json.ts';
import { applyQuirks, type QuirkResult } from './apply.ts';
import { allRules } from './load.ts';

// The rules against what providers did: nothing that was accepted is taken away, and what was refused is caught.
const folder = new URL('../../../../shared/corpus/', import.meta.url);
const rules = await allRules();
const protocols: Readonly<Record<string, string>> = {
  openai_chat: 'openai-chat',
  openai_responses: 'openai-responses',
  anthropic_messages: 'anthropic-messages',
};
const providers: Readonly<Record<string, string>> = {
  amazon_bedrock: 'amazon-bedrock',
  fireworks_ai: 'fireworks-ai',
  google_vertex: 'google-vertex',
  zai_coder: 'zai-coding-plan',
  vercel_gateway: 'vercel',
};

interface Tried {
  readonly status: number;
  readonly spec: string;
  readonly result: QuirkResult;
  readonly refusal: string;
}

describe.skipIf(!existsSync(folder))('recorded requests (../shared/corpus)', () => {
  const tried = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.gz'))
        .flatMap(tryAll)
    : [];

  it('that were accepted lose nothing', () => {
    const accepted = tried.filter(({ status }) => status === 200);
    const lost = accepted.flatMap(({ spec, result }) => {
      const named = result.warnings
        .filter(({ code }) => code !== 'added')
        .map(({ rule }) => `${rule} ${spec}`);
      return [...named, ...(result.rejected === undefined ? [] : [`refused ${spec}`])];
    });
    expect(accepted.length).toBeGreaterThan(2_000);
    // Two of four such requests were refused: docs/decisions/0008.
    expect([...new Set(lost)]).toEqual(['compat.gpt-oss-toolchoice groq:openai/gpt-oss-120b']);
  });

  it('that were refused for their sampling or effort at the vendor itself would not be sent so again', () => {
    const refused = tried.filter(
      ({ status, spec, refusal }) =>
        status === 400 &&
        /^(openai|xai):/.test(spec) &&
        /'(temperature|reasoning\.effort)' is not supported|'none' is not supported|parameter reasoningEffort/.test(
          refusal,
        ),
    );
    const missed = refused.filter(
      ({ result }) => result.warnings.length === 0 && result.rejected === undefined,
    );
    expect(refused.length).toBeGreaterThan(50);
    expect(missed.map(({ spec, refusal }) => `${spec} ${refusal}`)).toEqual([]);
  });
});

function tryAll(file: string): Tried[] {
  const text = gunzipSync(readFileSync(new URL(file, folder))).toString('utf8');
  return text.split('\n').flatMap((line) => {
    if (!line.includes('"family":"openai_') && !line.includes('"family":"anthropic_m')) {
      if (!/"family": ?"(openai_|anthropic_m)/.test(line)) return [];
    }
    const { provider, family, model, request, response } = JSON.parse(line) as Line;
    const protocol = protocols[family];
    const body = bodyOf(request?.body);
    if (protocol === undefined || body === undefined || response === undefined) return [];
    const call = callOf(
      providers[provider] ?? provider,
      typeof body['model'] === 'string' ? body['model'] : (model ?? ''),
      body,
    );
    const context = { provider: call.model.provider, protocol, mode: 'apply', rules } as const;
    const refusal = response.status === 400 ? JSON.stringify(response.body) : '';
    return [{ status: response.status, spec: call.model.spec, result: applyQuirks(call, context), refusal }];
  });
}

interface Line {
  readonly provider: string;
  readonly family: string;
  readonly model: string | null;
  readonly request?: { readonly body?: unknown } | null;
  readonly response?: { readonly status: number; readonly body?: unknown };
}

function bodyOf(body: unknown): JsonObject | undefined {
  if (!isRecord(body)) return undefined;
  if (isRecord(body['json'])) return body['json'] as JsonObject;
  try {
    const parsed: unknown = typeof body['text'] === 'string' ? JSON.parse(body['text']) : undefined;
    return isRecord(parsed) ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function callOf(provider: string, id: string, body: JsonObject): Call {
  const at = (...path: string[]): Json | undefined =>
    path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), body) as
      | Json
      | undefined;
  const effort = at('reasoning_effort') ?? at('reasoning', 'effort') ?? at('output_config', 'effort');
  const format = at('response_format', 'json_schema', 'schema') ?? at('text', 'format', 'schema');
  const choice = at('tool_choice');
  const tools = (Array.isArray(body['tools']) ? (body['tools'] as readonly JsonObject[]) : []).flatMap(
    (tool) => {
      const wire = isRecord(tool['function']) ? tool['function'] : tool;
      const schema = wire['parameters'] ?? wire['input_schema'];
      return isRecord(schema) ? [{ name: 'x', inputSchema: schema as JsonObject }] : [];
    },
  );
  const said = {
    temperature: at('temperature'),
    topP: at('top_p'),
    topK: at('top_k'),
    stop: at('stop') ?? at('stop_sequences'),
    seed: at('seed'),
    presencePenalty: at('presence_penalty'),
    frequencyPenalty: at('frequency_penalty'),
    logprobs: at('logprobs'),
    serviceTier: at('service_tier'),
    reasoning: effort == null ? undefined : { effort },
    tools: tools.length === 0 ? undefined : tools,
    toolChoice: typeof choice === 'string' ? choice : isRecord(choice) ? { tool: 'x' } : undefined,
    output: format === undefined ? undefined : { type: 'json-schema', name: 'x', schema: format },
  };
  const given = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value != null),
  ) as Partial<CallBody>;
  const model = { spec: `${provider}:${id}`, provider, id, facts: {} };
  return { operation: 'text', model, messages: [], stream: false, control: {} as Call['control'], ...given };
}
