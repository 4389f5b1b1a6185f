// Run as: node list-loaded.mjs <module>. Imports the module and prints, as JSON, every file that was loaded for it,
// every built-in that was asked for, and every internal part of Node that woke up.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'reqllm-loaded-'));
const log = join(folder, 'log');
writeFileSync(log, '');
// The hooks run on a thread of their own and may outlive no message: they write down each file at once.
const hooks = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(${JSON.stringify(log)}, url + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const asked = [];
const { getBuiltinModule } = process;
process.getBuiltinModule = (name) => {
  asked.push(name);
  return getBuiltinModule(name);
};
const awake = new Set(process.moduleLoadList);

await import(process.argv[2]);

const woken = process.moduleLoadList
  .filter((name) => !awake.has(name))
  .map((name) => name.replace(/^\w+ /, ''));
const files = readFileSync(log, 'utf8').split('\n').filter(Boolean);
rmSync(folder, { recursive: true });
console.log(JSON.stringify({ files, asked, woken }));
