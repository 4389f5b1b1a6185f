import type { Scenario } from './scenario.ts';
import { textScenarios } from './text.ts';
import { reasoningScenarios } from './thoughts.ts';
import { toolScenarios } from './tools.ts';

/** Everything that models are tried for. */
export const scenarios: readonly Scenario[] = [...textScenarios, ...toolScenarios, ...reasoningScenarios];
