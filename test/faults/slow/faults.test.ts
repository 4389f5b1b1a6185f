import { faultSuite } from '../all.ts';

faultSuite(['node', 'fetch'], true);
