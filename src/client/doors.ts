import type { FileDesk } from './files/files.ts';
import type { FileFunctions } from './files/file-functions.ts';
import type { ObjectFunctions } from './objects/object-functions.ts';
import type { OperationDesk } from './operations/begin.ts';
import type { OperationFunctions } from './operations/operation-functions.ts';
import { ReqLLMError } from '../core/error.ts';
import type { SightDesk } from './sight/count-tokens.ts';
import type { estimateTokens } from '../middleware/tokens/estimate.ts';
import type { SightFunctions } from './sight/sight-functions.ts';
import type { McpClient, McpToolsOptions } from './tools/mcp.ts';
import type { ToolFunctions } from './tools/tool-functions.ts';
import type { RunToolsOptions } from './tools/tool-run.ts';
import type { Tool } from './tool.ts';
import type { pipeEvents as piped } from './pipe-events.ts';
import type { availableModels } from './available-models.ts';
import type { Ready, ResumeDesk, ResumeFunctions } from './resume-stream.ts';
import type { RecoverySeams } from '../middleware/recovery/recovery.ts';
import type { Framer, FramingName } from '../wire/event.ts';
import type { encodeForm } from '../wire/form.ts';
import type { Turns } from './turns.ts';
import type { ClosableTransport, Transport } from '../http/transport.ts';
import type { Call, Middleware } from '../core/call.ts';
import { pause } from '../middleware/pause.ts';
import type { handoff } from '../core/handoff.ts';
import type { newestHeldElsewhere } from '../core/handoff-files.ts';
import type { FittedCall, Spoken } from '../tools/fit-tools.ts';

/** What a room must hold to be loaded for its functions: one under each of their names. */
type Rooms<Functions> = {
  readonly [Name in keyof Functions]: () => Promise<Readonly<Record<Name, unknown>>>;
};

/** Functions whose rooms are loaded when they are first called, and which get what they need of their client first. */
function later<Functions>(desk: unknown, rooms: Rooms<Functions>): Functions {
  const doors = Object.entries<() => Promise<unknown>>(rooms).map(([name, load]) => [
    name,
    async (...given: unknown[]) => {
      const room = (await load()) as Record<string, (...all: unknown[]) => unknown>;
      return room[name]?.(desk, ...given);
    },
  ]);
  return Object.fromEntries(doors) as Functions;
}

/** Answers that are objects. */
export function objectFunctions(turns: Turns): ObjectFunctions {
  return later<ObjectFunctions>(turns, {
    generateObject: () => import('./objects/generate-object.ts'),
    streamObject: () => import('./objects/stream-object.ts'),
  });
}

/** The tool loop, loaded when it is first used. */
export function toolFunctions(turns: Turns): ToolFunctions {
  return {
    ...later<Pick<ToolFunctions, 'runTools' | 'streamTools'>>(turns, {
      runTools: () => import('./tools/run-tools.ts'),
      streamTools: () => import('./tools/tool-stream.ts'),
    }),
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

/** Answers that are made in the background, picked up or stopped. */
export function resumeFunctions<R extends Ready>(desk: ResumeDesk<R>): ResumeFunctions {
  const load = () => import('./resume-stream.ts');
  return later<ResumeFunctions>(desk, { resumeStream: load, cancelAnswer: load });
}

/** Turns the portable tools of a call into the provider's own; the tables are loaded when a call has some. */
export async function fitTools(call: Call, spoken: Spoken): Promise<FittedCall> {
  return (await import('../tools/fit-tools.ts')).fitTools(call, spoken);
}

/** Conversations made ready for another model; loaded with the first that is more than words. */
export async function loadHandoff(): Promise<HandoffRoom> {
  // One after the other: jest's loader loses a module that two imports share when they come side by side.
  const { handoff } = await import('../core/handoff.ts');
  const { newestHeldElsewhere } = await import('../core/handoff-files.ts');
  return { handoff, newestHeldElsewhere };
}

/** What is loaded for a conversation that may need a change. */
export interface HandoffRoom {
  readonly handoff: typeof handoff;
  readonly newestHeldElsewhere: typeof newestHeldElsewhere;
}

/** The look at a call before it is made. */
export function sightFunctions(desk: SightDesk): SightFunctions {
  const count = () => import('./sight/count-tokens.ts');
  return later<SightFunctions>(desk, {
    explain: () => import('./sight/explain.ts'),
    countTokens: count,
    fits: count,
  });
}

/** The estimate of a call's tokens, loaded for calls that may not fit. */
export async function loadTokenEstimate(): Promise<typeof estimateTokens> {
  return (await import('../middleware/tokens/estimate.ts')).estimateTokens;
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

/** Files in place of their addresses, where the client was made so; loaded at the first call. Throws `config`. */
export function downloadLayer(download: unknown): readonly Middleware[] {
  if (download === undefined || download === false) return [];
  const limits: Partial<Record<string, unknown>> = download === true ? {} : (download as object);
  const names = ['maxBytes', 'timeoutMs', 'maxRedirects'];
  const isLimit = ([name, value]: [string, unknown]): boolean =>
    names.includes(name) && typeof value === 'number' && value >= 0;
  if (typeof limits !== 'object' || limits === null || !Object.entries(limits).every(isLimit)) {
    const message = `The client option \`download\` must be true or an object of ${names.join(', ')}.`;
    throw new ReqLLMError(message, { code: 'config', phase: 'config' });
  }
  let layer: Promise<Middleware> | undefined;
  const lazy: Middleware = (call, next, lookup) => {
    layer ??= import('./media-downloads.ts').then((loaded) => loaded.mediaDownloads(limits));
    return layer.then((loaded) => loaded(call, next, lookup));
  };
  return [lazy];
}

/** The transport on a fetch of the caller's, loaded at the first request. */
export function overFetch(fetch: typeof globalThis.fetch): ClosableTransport {
  let transport: Promise<ClosableTransport> | undefined;
  const send: Transport = (request, signal) => {
    transport ??= import('../http/default-fetch.ts').then((loaded) =>
      loaded.createDefaultTransport({ fetch }),
    );
    return transport.then((loaded) => loaded(request, signal));
  };
  // Its connections are the runtime's, but for those of WebSockets.
  return Object.assign(send, { close: async () => (await transport)?.close() });
}

/** Writes a stream to a reply of Node's; loaded with the first. */
export const pipeEvents: typeof piped = async (...asked) =>
  (await import('./pipe-events.ts')).pipeEvents(...asked);

/** The recovery of streams that break off, loaded when a call asks for it. */
export function recoveryLayer(habits: RecoverySeams['habits']): Middleware {
  let layer: Promise<Middleware> | undefined;
  return (call, next, lookup) => {
    if (call.control.recovery === undefined) return next(call);
    layer ??= import('../middleware/recovery/recovery.ts').then(({ recovery }) =>
      recovery({ habits, now: Date.now, random: Math.random, sleep: pause }),
    );
    return layer.then((loaded) => loaded(call, next, lookup));
  };
}

/** The layer that follows the jobs of videos, loaded with the first. */
export const jobLayer: Middleware = (call, next) =>
  call.operation === 'video'
    ? import('../middleware/jobs.ts').then(({ jobs }) => jobs()(call, next))
    : next(call);

/** What is asked of models besides words. */
export function operationFunctions(desk: OperationDesk): OperationFunctions {
  return later<OperationFunctions>(desk, {
    embed: () => import('./operations/embed.ts'),
    rerank: () => import('./operations/rerank.ts'),
    generateImage: () => import('./operations/generate-image.ts'),
    streamImage: () => import('./operations/generate-image.ts'),
    generateVideo: () => import('./operations/generate-video.ts'),
    resumeVideo: () => import('./operations/generate-video.ts'),
    speak: () => import('./operations/speak.ts'),
    transcribe: () => import('./operations/transcribe.ts'),
    moderate: () => import('./operations/moderate.ts'),
    ocr: () => import('./operations/ocr.ts'),
  });
}

/** Files that providers keep. */
export function fileFunctions(desk: FileDesk): FileFunctions {
  const load = () => import('./files/files.ts');
  return later<FileFunctions>(desk, {
    uploadFile: load,
    fileInfo: load,
    downloadFile: load,
    deleteFile: load,
  });
}

/** The cutter of a framing that few hosts send. */
export async function loadFramer(name: FramingName): Promise<Framer> {
  return (await import('../wire/framing.ts')).createFramer(name);
}

/** A body with files in it, as a form. */
export async function formOf(
  ...request: Parameters<typeof encodeForm>
): Promise<{ readonly body: Uint8Array; readonly contentType: string }> {
  const { bytes, contentType } = (await import('../wire/form.ts')).encodeForm(...request);
  return { body: bytes, contentType };
}
