import type { Model } from '../../core/model.ts';
import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import { type AnthropicMessagesDialect, fitsModel } from './dialect.ts';

/** How models of this host answer with objects: schemas came with Claude 4.5, and with Opus 4.1. */
export function objectAbilities(dialect: AnthropicMessagesDialect, { id }: Model): ObjectAbilities {
  const { unsupported, schemaModels, unforcedToolModels } = dialect;
  const isHeld = fitsModel(id, schemaModels);
  const isFree = !unsupported.includes('toolChoice') && !fitsModel(id, unforcedToolModels);
  return {
    ...wordsAlone,
    output: unsupported.includes('output') ? 'none' : isHeld ? 'schema' : 'schema-if-known',
    outputWithTools: true,
    tools: true,
    strictTools: isHeld && !unsupported.includes('strict'),
    toolChoice: isFree ? 'named' : 'auto',
    outputForm: 'anthropic',
    looseForm: 'anthropic',
    toolForm: 'anthropic',
  };
}
