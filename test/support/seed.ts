// Set up before each test file: which cases the property tests make, and what of the machine they do not see.
import fc from 'fast-check';

/**
 * The same cases on each run, so that a commit that was tested stays as it was tested. `REQLLM_SEED=fresh npm test` makes
 * others; `npm run fuzz` always does. A failure names the seed and the path that show it again.
 */
const asked = process.env['REQLLM_SEED'] ?? '20260101';
if (asked !== 'fresh') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) });

/** A proxy of the machine's is not for the servers of tests: vendors' libraries send to it whatever they are told to ask. */
for (const name of ['http_proxy', 'https_proxy', 'all_proxy'])
  for (const spelt of [name, name.toUpperCase()]) delete process.env[spelt];
