// Soaks the built package: `npm run soak`, or with `--share 0.1` a tenth of it and `--json` for programs. Exits 1 when a
// figure of the plan is missed. Each measurement has a client process of its own; the server is another one.
import { fork, spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
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
    limits: { heapGrowthMb: 2, openSockets: 0, listeners: 0, abortP99Ms: 50, perSecond: -500 },
  },
  { name: 'abort', amount: 200, limits: { socketClosedP99Ms: 100 } },
  { name: 'slow', amount: 1_000, limits: { rssGrowthMb: 256, heapLeftMb: 8 } },
  { name: 'flood', amount: 64, limits: { readAheadMb: 24, rssPausedMb: 32 } },
  { name: 'long', amount: 1_024, limits: { rssMostMb: 32 } },
  { name: 'unread', amount: 200, limits: { openSockets: 0 } },
  { name: 'arguments', amount: 8_192, limits: { cpuMs: 300 } },
  { name: 'big', amount: 10, limits: { cpuMs: 400 } },
];
const whole = new Set(['flood', 'arguments', 'big']);

const server = fork(file('soak/server.mjs'));
const url = await new Promise((resolve) => server.once('message', (message) => resolve(message.url)));
const results = [];
for (const { name, amount, limits } of plan) {
  const count = whole.has(name) ? amount : Math.max(20, Math.round(amount * share));
  const child = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-semi-space-size=2', file('soak/client.mjs'), name, url, String(count)],
    { encoding: 'utf8', timeout: 900_000 },
  );
  const figures = child.status === 0 ? JSON.parse(child.stdout) : { failed: child.stderr.slice(-400) };
  const missed = Object.entries(limits).filter(([member, limit]) =>
    limit < 0 ? !(figures[member] >= -limit) : !(figures[member] <= limit),
  );
  results.push({ name, figures, limits, missed: missed.map(([member]) => member) });
  if (!values.json)
    console.log(`${missed.length === 0 ? 'ok    ' : 'MISSED'} ${name} ${JSON.stringify(figures)}`);
}
server.kill();
const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
if (values.json) process.stdout.write(JSON.stringify({ machine, share, results }));
process.exit(results.every(({ missed }) => missed.length === 0) ? 0 : 1);
