// Soaks the built package: `npm run soak`, or with `--share 0.1` a tenth of it and `--json` for programs. Exits 1 when a
// figure of the plan is missed. Each measurement has a client process of its own; the server is another one.
import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { share: { type: 'string', default: '1' }, json: { type: 'boolean', default: false } },
});
const share = Number(values.share);
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
spawnSync(process.execPath, [file('ready.mjs'), '--build'], { stdio: ['ignore', 'ignore', 'inherit'] });

/** Name, how much, and the figures of the plan: a member and the most it may be (or, with a minus, the least). */
const plan = [
  {
    name: 'churn',
    amount: 30_000,
    limits: { heapGrowthMb: 2, openSockets: 0, timers: 0, listeners: 0, abortP99Ms: 50, perSecond: -500 },
  },
  { name: 'abort', amount: 200, limits: { socketClosedP99Ms: 100 } },
  {
    name: 'churn',
    isSecure: true,
    amount: 6_000,
    limits: { heapGrowthMb: 2, openSockets: 0, timers: 0, listeners: 0, abortP99Ms: 50 },
  },
  { name: 'abort', isSecure: true, amount: 200, limits: { socketClosedP99Ms: 100 } },
  { name: 'limits', amount: 80, limits: { lateMs: 250 } },
  { name: 'endless', amount: 3, limits: { untyped: 0, readMb: 48 } },
  { name: 'slow', amount: 1_000, limits: { rssGrowthMb: 256, heapLeftMb: 8 } },
  { name: 'flood', amount: 64, limits: { readAheadMb: 24, rssPausedMb: 32 } },
  { name: 'long', amount: 1_024, limits: { rssMostMb: 32 } },
  { name: 'unread', amount: 200, limits: { openSockets: 0 } },
  { name: 'arguments', amount: 8_192, limits: { cpuMs: 300 } },
  { name: 'big', amount: 10, limits: { cpuMs: 400 } },
];
const whole = new Set(['endless', 'flood', 'arguments', 'big']);

const folder = mkdtempSync(join(tmpdir(), 'reqllm-soak-'));
const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
const certificate = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ');
const made = spawnSync('openssl', [...certificate, '-keyout', key, '-out', cert, ...subject]);
const plain = await begin([]);
const secure = made.status === 0 ? await begin([key, cert]) : undefined;
const results = [];
for (const { name: kind, amount, limits, isSecure = false } of plan) {
  const name = isSecure ? `${kind} over TLS` : kind;
  const server = isSecure ? secure : plain;
  if (server === undefined) {
    results.push({ name, figures: { failed: 'no openssl here' }, limits, missed: Object.keys(limits) });
    continue;
  }
  const count = whole.has(kind) ? amount : Math.max(20, Math.round(amount * share));
  const child = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=2', file('soak/client.mjs'), kind, server.url, String(count)],
    // The certificate is checked as any other is, by the pool that every client has.
    {
      encoding: 'utf8',
      timeout: 900_000,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: isSecure ? cert : '' },
    },
  );
  const figures = child.status === 0 ? JSON.parse(child.stdout) : { failed: child.stderr.slice(-400) };
  const missed = Object.entries(limits).filter(([member, limit]) =>
    limit < 0 ? !(figures[member] >= -limit) : !(figures[member] <= limit),
  );
  results.push({ name, figures, limits, missed: missed.map(([member]) => member) });
  if (!values.json)
    console.log(`${missed.length === 0 ? 'ok    ' : 'MISSED'} ${name} ${JSON.stringify(figures)}`);
}
for (const server of [plain, secure]) server?.child.kill();
rmSync(folder, { recursive: true });
const load = loadavg()
  .map((each) => each.toFixed(1))
  .join(', ');
const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
if (values.json) process.stdout.write(JSON.stringify({ machine, load, share, results }));
process.exit(results.every(({ missed }) => missed.length === 0) ? 0 : 1);

/** Starts a server in a process of its own. */
async function begin(files) {
  const child = fork(file('soak/server.mjs'), files);
  const url = await new Promise((resolve) => child.once('message', (message) => resolve(message.url)));
  return { child, url };
}
