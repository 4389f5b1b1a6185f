// A server on this machine that answers for providers, and a folder for what is read from it; the bodies are made up.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { type LiveReport, type LiveSync, syncLive } from '../../src/catalog/live/sync-live.ts';
import { withLayers } from '../../src/catalog/layers/with-layers.ts';
import { readPackaged } from '../../src/catalog/node-data.ts';
import { openLiveStore } from '../../src/catalog/node-live-store.ts';
import type { CatalogModel } from '../../src/catalog/schema.ts';
import { createDefaultTransport } from '../../src/http/default-node.ts';

type Answer = (path: string, body: string) => { status?: number; text: string; location?: string };

/** What the tests of live lists share; valid once they run. */
export interface LiveServer {
  readonly secret: string;
  /** The folder of this test. */
  readonly folder: string;
  /** The requests of this test. */
  readonly seen: readonly IncomingMessage[];
  answer(how: Answer): void;
  json(value: unknown): void;
  sync(provider: string, more?: Partial<LiveSync>): Promise<LiveReport | undefined>;
  model(spec: string): CatalogModel;
}

export function useLiveServer(): LiveServer {
  const secret = 'sk-made-up-0123456789';
  const base = createCatalog({ read: readPackaged });
  const transport = createDefaultTransport({ env: () => undefined });
  let seen: IncomingMessage[] = [];
  let folder = '';
  let url = '';
  let how: Answer = () => ({ status: 404, text: '' });
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      seen.push(request);
      const { status = 200, text, location } = how(request.url ?? '', body);
      response
        .writeHead(status, { 'content-type': 'application/json', ...(location && { location }) })
        .end(text);
    });
  });
  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await transport.close();
    server.close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reqllm-live-'));
    seen = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    secret,
    get folder() {
      return folder;
    },
    get seen() {
      return seen;
    },
    answer: (next) => void (how = next),
    json: (value) => void (how = () => ({ text: JSON.stringify(value) })),
    async sync(provider, more = {}) {
      const [report] = await syncLive({
        providers: [provider],
        store: openLiveStore(folder),
        send: transport,
        keys: { [provider]: secret },
        baseUrls: { [provider]: url },
        today: '2026-11-20',
        ...more,
      });
      return report;
    },
    model(spec) {
      const layers = openLiveStore(folder).read();
      return withLayers(
        base,
        layers.map(({ layer }) => ({ kind: 'live', layer })),
      ).get(spec);
    },
  };
}
