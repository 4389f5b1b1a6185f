import { type Fault, faults } from '../../src/testing/fault.ts';
import { answer, again, error, type FaultCase, said, unread, wrong } from './fault-case.ts';
import type { Protocol } from './protocols.ts';

const connection: readonly FaultCase[] = [
  {
    title: 'headers never come',
    isSilent: true,
    turns: wrong(faults.reply(() => {})),
    expected: error('timeout'),
    bodies: true,
  },
  {
    title: 'headers never end',
    isSilent: true,
    turns: wrong(faults.endlessHeaders()),
    expected: error('timeout', 'bad-response'),
    bodies: true,
  },
  {
    title: 'headers of 64 KB',
    turns: wrong(faults.hugeHeaders()),
    expected: error('bad-response', 'network'),
    bodies: true,
  },
  {
    title: 'corrupt gzip',
    turns: wrong(faults.corruptGzip()),
    expected: error('bad-response', 'network'),
    bodies: true,
  },
  {
    title: 'cut, behind a connection that closes',
    turns: wrong(faults.cutByClose()),
    expected: error(...unread, 'network'),
    bodies: true,
  },
  {
    title: 'connection reset in the middle',
    turns: wrong(faults.reset(4)),
    expected: error('network'),
    bodies: true,
  },
  {
    title: 'reset, then an answer',
    turns: () => [{ ...said, fault: faults.reset(0) }, said],
    expected: again,
  },
  { title: 'empty body at 200', turns: wrong(faults.empty(200)), expected: error(...unread), bodies: true },
  { title: 'empty body at 502', turns: wrong(faults.empty(502)), expected: error('server'), bodies: true },
  { title: 'HTML at 200', turns: wrong(faults.page(200)), expected: error('bad-response'), bodies: true },
  { title: 'HTML at 502', turns: wrong(faults.page(502)), expected: error('server'), bodies: true },
  {
    title: 'redirect to another host',
    turns: wrong(faults.redirect('https://elsewhere.example/')),
    expected: error('config'),
    bodies: true,
  },
  {
    title: 'a 401 that repeats the key',
    turns: wrong(faults.repeatKey()),
    expected: error('auth'),
    bodies: true,
  },
  {
    title: 'a stream that stands still',
    isSilent: true,
    turns: wrong(faults.stall(6)),
    expected: error('timeout'),
  },
  {
    title: 'headers and then nothing',
    isSilent: true,
    turns: wrong(faults.stall(0)),
    expected: error('timeout'),
  },
  {
    title: 'nothing, then an answer',
    isSilent: true,
    turns: () => [{ ...said, fault: faults.stall(0) }, said],
    expected: again,
  },
  {
    title: 'keep-alive comments for ever',
    isSilent: true,
    turns: wrong(faults.stall(6, true)),
    expected: error('timeout'),
  },
  { title: 'the end, and the socket stays open', turns: wrong(faults.linger()), expected: answer('final') },
];

// AWS has no name for these; they come from what stands before it, and say nothing but their status.
const unnamed: ReadonlySet<number> = new Set([409, 425, 501, 502, 504, 529]);
const statusFault = ({ name }: Protocol, status: number): Fault =>
  name.startsWith('bedrock') && unnamed.has(status)
    ? faults.reply(({ response }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"Not now"}');
      })
    : faults.status(status, { message: `The model said ${status}` });

const statuses: readonly FaultCase[] = [408, 409, 425, 429, 500, 502, 503, 504, 529].map((status) => ({
  title: `${status}, then an answer`,
  turns: (protocol: Protocol) => [{ fault: statusFault(protocol, status) }, said],
  expected: again,
  bodies: true,
}));

const waits: readonly FaultCase[] = [
  ['retry-after-ms', '5'],
  ['retry-after', '0'],
  ['retry-after', '0.01'],
  ['retry-after', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['x-ratelimit-reset-requests', '5ms'],
  ['anthropic-ratelimit-requests-reset', '2026-01-01T00:00:00Z'],
].map(([name = '', value = '']) => ({
  title: `429 with ${name}: ${value}`,
  turns: () => [{ fault: faults.status(429, { headers: { [name]: value } }) }, said],
  expected: again,
}));

const refusals: readonly FaultCase[] = (
  [
    [400, 'invalid-request'],
    [401, 'auth'],
    [403, 'permission'],
    [404, 'model-not-found', 'invalid-request'],
    [501, 'server'],
  ] as const
).map(([status, ...codes]) => ({
  title: `${status} is not repeated`,
  turns: (protocol: Protocol) => [{ fault: statusFault(protocol, status) }, said],
  expected: { outcome: 'error', codes, tries: 1 } as const,
}));

/** What goes wrong with the connection and with the status. */
export const casesBefore: readonly FaultCase[] = [...connection, ...statuses, ...waits, ...refusals];
