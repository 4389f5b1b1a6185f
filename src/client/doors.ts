import type { ObjectFunctions } from './objects/object-functions.ts';
import type { ModelInput } from '../core/model.ts';
import type { Input } from './input.ts';
import type { ObjectOptions } from './objects/options.ts';
import type { StreamObjectOptions } from './objects/stream-object.ts';
import type { McpClient, McpToolsOptions } from './tools/mcp.ts';
import type { ToolFunctions } from './tools/tool-functions.ts';
import type { PendingRun, RunToolsOptions } from './tools/tool-run.ts';
import type { Tool } from './tool.ts';
import type { availableModels } from './available-models.ts';
import type { Turns } from './turns.ts';
import type { Call, Middleware } from '../core/call.ts';
import type { handoff } from '../core/handoff.ts';
import type { FittedCall, Spoken } from '../tools/fit-tools.ts';

/** Answers that are objects, loaded when they are first asked for. */
export function objectFunctions(turns: Turns): ObjectFunctions {
  return {
    generateObject: (async (model: ModelInput, input: Input, options: ObjectOptions) =>
      (await import('./objects/generate-object.ts')).generateObject(
        turns,
        model,
        input,
        options,
      )) as ObjectFunctions['generateObject'],
    streamObject: (async (model: ModelInput, input: Input, options: StreamObjectOptions) =>
      (await import('./objects/stream-object.ts')).streamObject(
        turns,
        model,
        input,
        options,
      )) as ObjectFunctions['streamObject'],
  };
}

/** The tool loop, loaded when it is first used. */
export function toolFunctions(turns: Turns): ToolFunctions {
  return {
    runTools: (async (model: ModelInput, input: Input | PendingRun, options: RunToolsOptions) =>
      (await import('./tools/run-tools.ts')).runTools(
        turns,
        model,
        input,
        options,
      )) as ToolFunctions['runTools'],
    streamTools: (async (model: ModelInput, input: Input | PendingRun, options: RunToolsOptions) =>
      (await import('./tools/tool-stream.ts')).streamTools(
        turns,
        model,
        input,
        options,
      )) as ToolFunctions['streamTools'],
    resumeTools: async (model, pending, replies, options) =>
      (await import('./tools/run-tools.ts')).runTools(turns, model, pending, {
        ...(options as RunToolsOptions),
        replies,
      }),
  };
}

/**
 * The tools of an MCP server, ready for `runTools`: give it a connected client of `@modelcontextprotocol/sdk`, which stays
 * yours to close. Throws `config` for an option that fits no tool, and what the client throws.
 */
export async function toolsFromMcp(client: McpClient, options: McpToolsOptions = {}): Promise<Tool[]> {
  return (await import('./tools/mcp.ts')).toolsFromMcp(client, options);
}

/** Turns the portable tools of a call into the provider's own; the tables are loaded when a call has some. */
export async function fitTools(call: Call, spoken: Spoken): Promise<FittedCall> {
  return (await import('../tools/fit-tools.ts')).fitTools(call, spoken);
}

/** Conversations made ready for another model; loaded with the first that is more than words. */
export async function loadHandoff(): Promise<typeof handoff> {
  return (await import('../core/handoff.ts')).handoff;
}

/** The look at which models can be called, loaded when it is first asked for. */
export async function loadAvailableModels(): Promise<typeof availableModels> {
  return (await import('./available-models.ts')).availableModels;
}

/**
 * The layers of a client with those that single calls ask for: a chain of models, outside of the layers that are about one
 * model, and inside of it the limit of what the call may cost. Each is loaded at the first call that asks for it.
 */
export function withPerCall(layers: readonly Middleware[]): readonly Middleware[] {
  const found = layers.findIndex(({ isPerModel = false }) => isPerModel);
  const at = found < 0 ? layers.length : found;
  let chain: Promise<Middleware> | undefined;
  const fallbacks: Middleware = (call, next, lookup) => {
    if (call.control.fallbacks === undefined) return next(call);
    chain ??= import('../middleware/fallback.ts').then(({ chainOfCall }) => chainOfCall());
    return chain.then((layer) => layer(call, next, lookup));
  };
  let limit: Promise<Middleware> | undefined;
  const maxCost: Middleware = (call, next, lookup) => {
    if (call.control.maxCost === undefined) return next(call);
    limit ??= import('../middleware/max-cost.ts').then((loaded) => loaded.maxCost());
    return limit.then((layer) => layer(call, next, lookup));
  };
  return [...layers.slice(0, at), fallbacks, maxCost, ...layers.slice(at)];
}
