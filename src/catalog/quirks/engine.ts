import { checkFacts } from '../preflight.ts';
import { applyQuirks } from './apply.ts';
import { applyBodyQuirks } from './apply-body.ts';
import { rulesFor } from './load.ts';

// One file to load, when the first call is made.
export { applyBodyQuirks, applyQuirks, checkFacts, rulesFor };
