// What importing the built package costs, each time in a new process.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median, printMachine } from './measure.ts';

// Bundled into a cache folder three levels below the root.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const cases: Readonly<Record<string, string>> = {
  'node alone': '',
  "import 'reqllm'": "await import('reqllm');",
  "import 'openai'": "await import('openai');",
  "import '@anthropic-ai/sdk'": "await import('@anthropic-ai/sdk');",
};

printMachine();
const baseline = cpuOf('');
for (const [name, code] of Object.entries(cases)) {
  const times = Array.from({ length: 7 }, () => cpuOf(code));
  console.log(
    `  ${name.padEnd(34)} ${median(times).toFixed(1).padStart(8)} ms CPU, ${(median(times) - baseline).toFixed(1)} ms above node alone`,
  );
}

function cpuOf(code: string): number {
  const report = 'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000);';
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code + report], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return Number(run.stdout);
}
