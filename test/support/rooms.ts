import type { Import, SourceFile } from './source-file.ts';

/** What each room may import, besides itself. An entry is a folder (ends in `/`), a file, or a pattern. */
const inner = [
  'src/core/',
  'src/schema/',
  'src/tools/',
  'src/wire/',
  'src/auth/',
  'src/catalog/',
  'src/middleware/',
  'src/http/',
];
const contracts = /^src\/protocols\/[^/]+\.ts$/;
const doors = /^src\/protocols\/[^/]+\/endpoint\.ts$/;

type Entry = string | RegExp;

const rooms: readonly { room: RegExp; may: readonly Entry[]; packages?: readonly string[] }[] = [
  { room: /^src\/core\//, may: ['src/core/'], packages: ['@standard-schema/spec'] },
  { room: /^src\/wire\//, may: ['src/wire/', 'src/core/'] },
  { room: /^src\/schema\//, may: ['src/schema/', 'src/core/'], packages: ['@cfworker/json-schema'] },
  { room: /^src\/tools\//, may: ['src/tools/', 'src/schema/', 'src/core/'] },
  { room: contracts, may: [contracts, 'src/core/', 'src/schema/', 'src/wire/'] },
  // A protocol's own folder is added by `allowed`: never another protocol's.
  { room: /^src\/protocols\/[^/]+\//, may: [contracts, 'src/core/', 'src/schema/', 'src/wire/'] },
  {
    room: /^src\/auth\//,
    may: ['src/auth/', 'src/core/', 'src/wire/'],
    packages: ['aws4fetch', '@aws-sdk/credential-provider-node', '@azure/identity', 'google-auth-library'],
  },
  {
    room: /^src\/providers\/(provider|registry|from-catalog)\.ts$/,
    may: ['src/providers/', 'src/core/', 'src/auth/', 'src/catalog/', contracts, doors],
  },
  // What a host serves besides text stands in a file of its own, so that both stay short.
  {
    room: /^src\/providers\//,
    may: [
      'src/providers/provider.ts',
      'src/providers/operations/',
      'src/auth/',
      'src/protocols/protocol.ts',
      doors,
    ],
  },
  {
    room: /^src\/catalog\//,
    may: ['src/catalog/', 'src/core/'],
    packages: ['#catalog-data', '#catalog-texts', '#known-models'],
  },
  { room: /^src\/middleware\//, may: ['src/middleware/', 'src/core/'] },
  { room: /^src\/otel(?:\/|\.ts$)/, may: ['src/otel/', 'src/core/'], packages: ['@opentelemetry/api'] },
  { room: /^src\/node\.ts$/, may: ['src/core/', 'src/client/', 'src/http/'] },
  {
    room: /^src\/http\//,
    may: ['src/http/', 'src/core/', 'src/wire/'],
    packages: ['https-proxy-agent', 'undici', 'ws'],
  },
  {
    room: /^src\/client\//,
    may: [...inner, 'src/client/', 'src/providers/', contracts, doors],
    packages: [
      '#transport',
      '#known-models',
      '@standard-schema/spec',
      'gpt-tokenizer/encoding/o200k_base',
      'gpt-tokenizer/encoding/cl100k_base',
    ],
  },
  {
    room: /^src\/testing\//,
    may: [...inner, 'src/testing/', 'src/client/', 'src/providers/', 'src/protocols/'],
    packages: ['#transport', 'fast-check', 'vitest', 'ws'],
  },
  {
    room: /^src\/gateway\//,
    may: [...inner, 'src/gateway/', 'src/client/', 'src/providers/', 'src/protocols/'],
    packages: ['#transport'],
  },
  {
    room: /^src\/batch\//,
    may: ['src/batch/', 'src/index.ts', 'src/core/', 'src/http/'],
    packages: ['#transport'],
  },
  {
    room: /^src\/inspect\/page\//,
    may: ['src/inspect/page/', 'src/inspect/journal-line.ts'],
    packages: ['preact', '@preact/signals'],
  },
  {
    room: /^src\/inspect\//,
    may: ['src/inspect/', 'src/index.ts', 'src/core/', 'src/testing/fixtures/'],
    packages: ['#transport'],
  },
  {
    room: /^src\/cli\//,
    may: [
      'src/cli/',
      'src/index.ts',
      'src/models.ts',
      'src/middleware.ts',
      'src/node.ts',
      'src/batch/index.ts',
      'src/inspect/index.ts',
      'src/testing/index.ts',
      'src/gateway/index.ts',
    ],
    packages: ['commander', '#transport'],
  },
  {
    room: /^src\/(index|middleware|models|protocol|tools)\.ts$/,
    may: [...inner, 'src/client/', 'src/providers/', contracts, doors],
    packages: ['#transport', '#catalog-data'],
  },
];

/** Why this file must not import that, or undefined when it may. */
export function refusal(file: SourceFile, wanted: Import): string | undefined {
  const room = rooms.find((candidate) => candidate.room.test(file.path));
  if (room === undefined) return `${file.path} is in no room; add the room to test/support/rooms.ts`;
  if (wanted.specifier.startsWith('node:')) return undefined; // another rule
  const { target } = wanted;
  if (target === undefined) {
    const known = room.packages?.includes(wanted.specifier) === true;
    return known ? undefined : `${file.path} imports the package ${wanted.specifier}`;
  }
  const own = /^src\/protocols\/[^/]+\//.exec(file.path)?.[0];
  const entries = own === undefined ? room.may : [...room.may, own];
  return entries.some((entry) => matches(entry, target)) ? undefined : `${file.path} imports ${target}`;
}

function matches(entry: Entry, target: string): boolean {
  if (entry instanceof RegExp) return entry.test(target);
  return entry.endsWith('/') ? target.startsWith(entry) : target === entry;
}
