import type { Model } from '../../core/model.ts';
import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import { fits, type GoogleInteractionsDialect } from './dialect.ts';

/** How models answer with objects here. Before Gemini 3 a schema and tools rule each other out. */
export function objectAbilities(dialect: GoogleInteractionsDialect, { id }: Model): ObjectAbilities {
  return {
    ...wordsAlone,
    output: 'schema',
    jsonMode: true,
    outputWithTools: fits(dialect.schemaWithToolsModels, id.slice(id.lastIndexOf('/') + 1)),
    tools: true,
    toolChoice: 'named',
    forcedWhileThinking: true,
  };
}
