import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, isReqLLMError, ReqLLMError } from '../index.ts';
import { createFollower, type Follower } from './follower.ts';
import { createGuard, type Guard } from './guard.ts';
import type { CallLine, JournalLine } from './journal-line.ts';
import { replayCall } from './replay.ts';
import { tailFile } from './tail.ts';

export interface InspectionOptions {
  /** The journal to show; it may not be there yet. */
  readonly journal: string;
  /** 0 picks a free port. Default 0. */
  readonly port?: number;
  /** Makes calls again on other models; its calls should be written to the same journal. Absent: that is refused. */
  readonly client?: Client;
}

/** A page that is being served. */
export interface InspectionServer extends AsyncDisposable {
  /** With the token that lets one in. */
  readonly url: string;
  close(): Promise<void>;
}

const lookEveryMs = 100;
const maxBodyBytes = 64 * 1024;

/** Serves the page that shows a journal, on 127.0.0.1 alone. Throws `config` when the page was not built. */
export async function serveInspection(options: InspectionOptions): Promise<InspectionServer> {
  const folder = pageFolder();
  let port = options.port ?? 0;
  const guard = createGuard(() => [`127.0.0.1:${port}`, `localhost:${port}`]);
  const desk = createDesk(options);
  const server = createServer((request, response) => {
    answer({ request, response, guard, desk, folder }).catch(() => response.destroy());
  });
  port = await listen(server, port);
  const close = async (): Promise<void> => {
    desk.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/?token=${guard.token}`, close, [Symbol.asyncDispose]: close };
}

interface Desk {
  readonly lines: readonly string[];
  readonly options: InspectionOptions;
  follow(response: ServerResponse): void;
  close(): void;
}

function createDesk(options: InspectionOptions): Desk {
  const tail = tailFile(options.journal);
  const followers = new Set<Follower>();
  const lines: string[] = [];
  const look = (): void => {
    const news = tail.read();
    if (news.isNew) {
      lines.length = 0;
      for (const follower of followers) follower.reset();
    }
    // One by one: there may be more lines than a function takes arguments.
    for (const line of news.lines) lines.push(line);
    for (const follower of followers) follower.more();
  };
  look();
  const timer = setInterval(look, lookEveryMs);
  return {
    lines,
    options,
    follow(response) {
      const follower = createFollower(response, lines);
      followers.add(follower);
      response.on('close', () => followers.delete(follower));
    },
    close() {
      clearInterval(timer);
      for (const follower of followers) follower.end();
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly guard: Guard;
  readonly desk: Desk;
  readonly folder: string;
}

async function answer({ request, response, guard, desk, folder }: Exchange): Promise<void> {
  if (guard.stops(request, response)) return;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const asked = `${request.method} ${url.pathname}`;
  if (asked === 'GET /api/events') return desk.follow(response);
  if (asked === 'GET /api/fixture') return sendFixture(response, desk, url.searchParams.get('id') ?? '');
  if (asked === 'POST /api/replay') return replay(request, response, desk);
  const file = files[url.pathname];
  if (request.method !== 'GET' || file === undefined) return sendText(response, 404, 'Nothing is here.');
  const [name, type] = file;
  response.writeHead(200, { 'content-type': type }).end(readFileSync(join(folder, name)));
}

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
};

function sendFixture(response: ServerResponse, desk: Desk, id: string): void {
  const text = linesOf(desk)
    .flatMap((line) =>
      line.type === 'exchange' && line.id === id && line.fixture !== undefined ? [line.fixture] : [],
    )
    .join('');
  if (text === '') return sendText(response, 404, 'This call has no whole exchange to save.');
  response.setHeader('content-disposition', 'attachment; filename="fixture.jsonl"');
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).end(text);
}

async function replay(request: IncomingMessage, response: ServerResponse, desk: Desk): Promise<void> {
  const { client } = desk.options;
  if (client === undefined)
    return sendText(response, 409, 'This page was opened without a client; nothing can be sent.');
  try {
    const { id, model } = JSON.parse(await bodyOf(request)) as { id?: unknown; model?: unknown };
    const line = linesOf(desk).find((each): each is CallLine => each.type === 'call' && each.id === id);
    if (line === undefined || typeof model !== 'string')
      return sendText(response, 400, 'There is no such call.');
    await replayCall(client, line, model);
    sendText(response, 200, 'It was sent.');
  } catch (error) {
    sendText(
      response,
      400,
      isReqLLMError(error) ? `${error.code}: ${error.message}` : 'The request cannot be read.',
    );
  }
}

function linesOf({ lines }: Desk): JournalLine[] {
  return lines.flatMap((text) => {
    try {
      return [JSON.parse(text) as JournalLine];
    } catch {
      // A line that is no JSON is shown as such by the page.
      return [];
    }
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const piece of request) {
    text += String(piece);
    if (text.length > maxBodyBytes) throw new TypeError('too long');
  }
  return text;
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** The built page: in `dist` of the package that this file is in, wherever the bundler put it. */
function pageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  const page = join(folder, 'dist', 'inspect', 'page');
  if (existsSync(join(page, 'index.html'))) return page;
  const message = 'The page of reqllm inspect was not built; run npm run build.';
  throw new ReqLLMError(message, { code: 'config', phase: 'config' });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
