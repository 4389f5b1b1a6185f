// Set up before each test file: which cases the property tests make.
import fc from 'fast-check';

/**
 * The same cases on each run, so that a commit that was tested stays as it was tested. `REQLLM_SEED=fresh npm test` makes
 * others; `npm run fuzz` always does. A failure names the seed and the path that show it again.
 */
const asked = process.env['REQLLM_SEED'] ?? '20260101';
if (asked !== 'fresh') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) });
