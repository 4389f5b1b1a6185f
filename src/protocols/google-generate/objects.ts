import type { Model } from '../../core/model.ts';
import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import { fits, type GoogleGenerateDialect } from './dialect.ts';

/** How models of this host answer with objects. Before Gemini 3 a schema and tools rule each other out. */
export function objectAbilities(dialect: GoogleGenerateDialect, { id }: Model): ObjectAbilities {
  const { outputSchemaField, schemaWithToolsModels, unsupported } = dialect;
  const form = outputSchemaField === 'responseSchema' ? 'google-openapi' : 'open';
  const takesOutput = !unsupported.includes('output');
  return {
    ...wordsAlone,
    output: takesOutput ? 'schema' : 'none',
    jsonMode: takesOutput,
    outputWithTools: fits(schemaWithToolsModels, id.slice(id.lastIndexOf('/') + 1)),
    tools: true,
    toolChoice: 'named',
    forcedWhileThinking: true,
    outputForm: form,
    looseForm: form,
  };
}
