import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import type { OpenaiResponsesDialect } from './dialect.ts';

/** How models of this host answer with objects. */
export function objectAbilities(dialect: OpenaiResponsesDialect): ObjectAbilities {
  const { textFormat, strictTools, strictSchema, unsupported } = dialect;
  return {
    ...wordsAlone,
    output: textFormat === 'json_schema' ? 'schema' : 'json',
    saysStrict: true,
    jsonMode: true,
    outputWithTools: true,
    tools: true,
    strictTools: strictTools !== 'none',
    toolChoice: unsupported.includes('toolChoice') ? 'auto' : 'named',
    forcedWhileThinking: true,
    outputForm: strictSchema,
    toolForm: strictSchema,
  };
}
