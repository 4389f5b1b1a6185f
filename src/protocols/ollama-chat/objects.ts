import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';

/** How models of Ollama answer with objects: `format` holds them to a schema; no tool can be demanded. */
export const objectAbilities: ObjectAbilities = {
  ...wordsAlone,
  output: 'schema',
  jsonMode: true,
  tools: true,
};
