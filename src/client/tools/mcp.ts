import { ReqLLMError } from '../../core/error.ts';
import { isRecord, type JsonObject } from '../../core/json.ts';
import { longestTimerMs } from '../../core/longest-timer.ts';
import type { ToolResultPart } from '../../core/message.ts';
import { redact } from '../../core/redact.ts';
import { didYouMean } from '../../core/suggest.ts';
import { jsonSchema, type TypedSchema } from '../../schema/standard.ts';
import { type Tool, tool, type ToolContext } from '../tool.ts';
import { Handoff } from './handoff.ts';
import { partsOfMcp } from './mcp-content.ts';
import { mcpNames } from './mcp-names.ts';
import { ToolFailure } from './tool-failure.ts';

/** What is used of a connected client of the official MCP SDK (`Client` of `@modelcontextprotocol/sdk`). */
export interface McpClient {
  listTools(params?: { cursor?: string }): Promise<McpToolList>;
  callTool(
    params: { name: string; arguments?: Record<string, unknown> },
    resultSchema?: undefined,
    options?: McpRequestOptions,
  ): Promise<Record<string, unknown>>;
}

/** One page of an MCP server's tools. */
export interface McpToolList {
  readonly tools: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly inputSchema: Record<string, unknown>;
  }[];
  readonly nextCursor?: string | undefined;
}

/** How one MCP request is made. */
export interface McpRequestOptions {
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly resetTimeoutOnProgress?: boolean;
  readonly onprogress?: (progress: McpProgress) => void;
}

/** How far an MCP tool has come, in its own units. */
export interface McpProgress {
  readonly progress: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

export interface McpToolsOptions {
  /** Put before each name, such as `github_`, so that the tools of two servers can stand in one list. */
  readonly prefix?: string;
  /** The server's names of the tools to take. Default: all. */
  readonly include?: readonly string[];
  /** The server's names of the tools to leave out. */
  readonly exclude?: readonly string[];
  /** Longest time for one call, in milliseconds; 0 for no limit. Default: `toolTimeoutMs` of the run. */
  readonly timeoutMs?: number;
}

/** What an MCP tool gave back. */
export interface McpResult {
  readonly content: ToolResultPart['content'];
  readonly structuredContent?: JsonObject;
}

// A server that always names a next page would be asked for ever.
const mostPages = 1_000;

/** The tools of an MCP server; see the door in `client/doors.ts`. */
export async function toolsFromMcp(client: McpClient, options: McpToolsOptions): Promise<Tool[]> {
  checkArguments(client, options);
  const { prefix = '', include, exclude = [], timeoutMs } = options;
  const all = await listAll(client);
  checkKnown('include', include ?? [], all);
  checkKnown('exclude', exclude, all);
  const wanted = all.filter(({ name }) => include?.includes(name) !== false && !exclude.includes(name));
  const names = mcpNames(
    wanted.map(({ name }) => name),
    prefix,
  );
  return wanted.map(
    ({ name, description, inputSchema }, index) =>
      tool<TypedSchema<JsonObject>, McpProgress | McpResult>({
        name: names[index] ?? name,
        ...(description === undefined ? {} : { description }),
        // The server holds the arguments to it, in whatever draft it is.
        inputSchema: jsonSchema<JsonObject>(inputSchema as JsonObject, {
          validate: (value) => ({ ok: true, value: value as JsonObject }),
        }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        execute: (args, context) => callMcp(client, name, args, context),
        toModelOutput: (result) => ('content' in result ? result.content : ''),
      }) as Tool,
  );
}

async function listAll(client: McpClient): Promise<McpToolList['tools']> {
  const all: McpToolList['tools'][number][] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { tools, nextCursor } = await listPage(client, cursor);
    all.push(...tools);
    if (nextCursor === undefined || nextCursor === '') return all;
    cursor = nextCursor;
  }
  const message = `The MCP server's list of tools has more than ${mostPages} pages.`;
  throw new ReqLLMError(message, { code: 'bad-response', phase: 'tool' });
}

async function listPage(client: McpClient, cursor: string | undefined): Promise<McpToolList> {
  try {
    return await client.listTools(cursor === undefined ? undefined : { cursor });
  } catch (cause) {
    const said = cause instanceof Error ? redact(cause.message).slice(0, 500) : 'it did not say why';
    const message = `The MCP server did not tell its tools: ${said}. Connect the client anew if the server is gone.`;
    throw new ReqLLMError(message, { code: 'tool-failed', phase: 'tool', cause });
  }
}

/** Progress notifications as they come, then the result. */
async function* callMcp(
  client: McpClient,
  name: string,
  args: JsonObject,
  { signal }: ToolContext,
): AsyncGenerator<McpProgress | McpResult> {
  const progress = new Handoff<McpProgress>();
  const called = client
    .callTool({ name, arguments: { ...args } }, undefined, {
      signal,
      // The run has its own limit; the SDK's, a minute, would cut long calls off.
      timeout: longestTimerMs,
      onprogress: (news) => void progress.give(news),
    })
    .finally(() => progress.end());
  // It is awaited below, after the progress; until then its failure must not be nobody's.
  called.catch(() => {});
  for (let news = await progress.take(); news !== undefined; news = await progress.take()) yield news.item;
  yield resultOf(await called);
}

function resultOf(result: Record<string, unknown>): McpResult {
  const { structuredContent, isError } = result;
  const content = partsOfMcp(result);
  if (isError === true) throw new ToolFailure(content);
  return {
    content,
    ...(isRecord(structuredContent) ? { structuredContent: structuredContent as JsonObject } : {}),
  };
}

const optionNames = ['prefix', 'include', 'exclude', 'timeoutMs'];

function checkArguments(client: unknown, options: McpToolsOptions): void {
  const { listTools, callTool } = (client ?? {}) as Partial<McpClient>;
  if (typeof listTools !== 'function' || typeof callTool !== 'function')
    throw wrong(
      '`toolsFromMcp` takes a connected `Client` of the MCP SDK, which has `listTools` and `callTool`.',
    );
  const unknown = Object.keys(options).find((name) => !optionNames.includes(name));
  if (unknown !== undefined)
    throw wrong(`Unknown option "${unknown}" of \`toolsFromMcp\`.${didYouMean(unknown, optionNames)}`);
  for (const name of ['include', 'exclude'] as const) {
    const list: unknown = options[name];
    if (list !== undefined && !(Array.isArray(list) && list.every((each) => typeof each === 'string')))
      throw wrong(`The option \`${name}\` of \`toolsFromMcp\` must be a list of names.`);
  }
}

function wrong(message: string): ReqLLMError {
  return new ReqLLMError(message, { code: 'config', phase: 'config' });
}

function checkKnown(option: string, wanted: readonly string[], tools: McpToolList['tools']): void {
  const unknown = wanted.find((name) => !tools.some((each) => each.name === name));
  if (unknown === undefined) return;
  const known = tools.map(({ name }) => name).join(', ');
  const message = `\`${option}\` names ${JSON.stringify(unknown)}, which the MCP server does not have. It has: ${known}.`;
  throw wrong(message);
}
