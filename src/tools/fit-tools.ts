import type { Call } from '../core/call.ts';
import { ReqLLMError } from '../core/error.ts';
import { isRecord, type Json, type JsonObject } from '../core/json.ts';
import type { ProviderTool, ToolDefinition } from '../core/tool.ts';
import type { Warning } from '../core/warning.ts';
import { type ToolHost, toolHosts } from './hosts.ts';
import { anyProvider, type WebSearchOptions } from './portable.ts';

/** What a call can be sent over. */
export interface Spoken {
  /** The protocol that it would go over. */
  readonly protocol: string;
  /** All that its provider speaks. */
  readonly protocols: readonly string[];
}

/** A call whose tools its provider knows, and what of them could not be said. */
export interface FittedCall {
  readonly call: Call;
  readonly warnings: readonly Warning[];
}

/**
 * Turns portable tools into the provider's own, puts what its tools need beside `tools` into the body, and sends the
 * call over the protocol that has them unless the caller chose one. Throws `unsupported` where there is no such tool.
 */
export function fitTools(asked: Call, spoken: Spoken): FittedCall {
  const warnings: Warning[] = [];
  const hosts = (asked.tools ?? []).map((tool) =>
    isPortable(tool) ? hostFor(tool, asked, spoken) : undefined,
  );
  const wanted = [
    ...hosts.map((host) => host?.protocol),
    ...(asked.tools ?? []).map((tool) => wantedBy(tool, asked)),
  ];
  const protocol = wanted.find((each) => each !== undefined && spoken.protocols.includes(each));
  const bodies: (readonly [string, JsonObject])[] = [];
  const tools = (asked.tools ?? []).flatMap((tool, index): (ToolDefinition | ProviderTool)[] => {
    const host = hosts[index];
    if (host !== undefined && 'definition' in tool) {
      const form = formOf(tool, host, warnings);
      if (form.body !== undefined) bodies.push([asked.model.provider, form.body]);
      return form.tool === undefined ? [] : [{ ...bare(form.tool), provider: asked.model.provider }];
    }
    if (!('definition' in tool)) return [tool];
    if (tool.body !== undefined) bodies.push([tool.provider, tool.body]);
    return [bare(tool)];
  });
  return { call: withBodies(routed({ ...asked, tools }, protocol, spoken), bodies), warnings };
}

function isPortable(tool: ToolDefinition | ProviderTool): tool is ProviderTool {
  return 'definition' in tool && tool.provider === anyProvider;
}

function wantedBy(tool: ToolDefinition | ProviderTool, { model }: Call): string | undefined {
  return 'definition' in tool && tool.provider === model.provider ? tool.protocol : undefined;
}

function hostFor({ definition }: ProviderTool, { model }: Call, spoken: Spoken): ToolHost {
  const type = typeof definition['type'] === 'string' ? definition['type'] : '';
  const hosts = toolHosts[type] ?? [];
  const mine = hosts.filter(({ providers }) => providers.includes(model.provider));
  const mayMove = model.protocol === undefined;
  const host =
    mine.find(({ protocol }) => protocol === spoken.protocol) ??
    mine.find(({ protocol }) => mayMove && spoken.protocols.includes(protocol));
  if (host !== undefined) return host;
  const named = [...new Set(hosts.flatMap(({ providers }) => providers))].join(', ');
  const where =
    mine.length === 0 ? `These have one: ${named}.` : `It needs the protocol ${mine[0]?.protocol}.`;
  const message = `${model.provider} runs no ${type.replace('-', ' ')} of its own over ${spoken.protocol}. ${where}`;
  throw new ReqLLMError(message, { code: 'unsupported', phase: 'encode' });
}

function formOf(
  { definition }: ProviderTool,
  host: ToolHost,
  warnings: Warning[],
): ReturnType<ToolHost['form']> {
  const { type: _type, ...options } = definition;
  const taken: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(options)) {
    if (host.takes.includes(name as keyof WebSearchOptions)) taken[name] = value;
    else
      warnings.push({
        code: 'dropped',
        setting: `tools.${name}`,
        message: `The provider's own tool has no such option; it was left out.`,
      });
  }
  return host.form(taken as WebSearchOptions);
}

function bare({ provider, definition }: ProviderTool): ProviderTool {
  return { provider, definition };
}

function routed(call: Call, protocol: string | undefined, spoken: Spoken): Call {
  const isSame = protocol === undefined || protocol === spoken.protocol || call.model.protocol !== undefined;
  return isSame ? call : { ...call, model: { ...call.model, protocol } };
}

// Lists add up (two servers, two betas); what the caller says in `providerOptions` wins otherwise.
function withBodies(call: Call, bodies: readonly (readonly [string, JsonObject])[]): Call {
  if (bodies.length === 0) return call;
  const options: Record<string, JsonObject> = { ...call.providerOptions };
  for (const [provider, body] of bodies) options[provider] = under(body, options[provider] ?? {});
  return { ...call, providerOptions: options };
}

function under(body: JsonObject, over: JsonObject): JsonObject {
  const sum: Record<string, Json | undefined> = { ...body, ...over };
  for (const [name, value] of Object.entries(body)) {
    const other = over[name];
    if (Array.isArray(value) && Array.isArray(other))
      sum[name] = [...(other as Json[]), ...(value as Json[])];
    else if (isRecord(value) && isRecord(other)) sum[name] = under(value as JsonObject, other as JsonObject);
  }
  return sum;
}
