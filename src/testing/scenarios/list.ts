import { cacheScenarios } from './cache.ts';
import { makerScenarios } from './makers.ts';
import { mediaScenarios } from './media.ts';
import { objectScenarios } from './objects.ts';
import { rankingScenarios } from './ranking.ts';
import type { Scenario } from './scenario.ts';
import { searchScenarios } from './search.ts';
import { textScenarios } from './text.ts';
import { reasoningScenarios } from './thoughts.ts';
import { toolScenarios } from './tools.ts';
import { vectorScenarios } from './vectors.ts';

/** Everything that models are tried for. */
export const scenarios: readonly Scenario[] = [
  ...textScenarios,
  ...toolScenarios,
  ...objectScenarios,
  ...reasoningScenarios,
  ...searchScenarios,
  ...mediaScenarios,
  ...cacheScenarios,
  ...vectorScenarios,
  ...rankingScenarios,
  ...makerScenarios,
];
