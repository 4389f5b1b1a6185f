import { createClient } from '../../dist/index.js';
import { smoke } from './smoke.mjs';

const [url, keys] = globalThis.Deno === undefined ? process.argv.slice(2) : globalThis.Deno.args;
console.log(await smoke(createClient, url, JSON.parse(keys)));
globalThis.process?.exit(0);
