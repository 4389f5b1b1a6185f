import type { Model } from '../../core/model.ts';
import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import { type BedrockConverseDialect, factFor, fits } from './dialect.ts';

/** How a model answers with objects; each vendor's models do it in their own way. */
export function objectAbilities(dialect: BedrockConverseDialect, { id }: Model): ObjectAbilities {
  const isHeld = fits(dialect.schemaModels, id);
  const form = factFor(dialect.schemaForms, id) ?? 'open';
  return {
    ...wordsAlone,
    output: isHeld ? 'schema' : 'schema-if-known',
    outputWithTools: true,
    tools: true,
    strictTools: isHeld,
    toolChoice: fits(dialect.namedToolModels, id) ? 'named' : 'auto',
    outputForm: form,
    looseForm: form,
    toolForm: form,
  };
}
