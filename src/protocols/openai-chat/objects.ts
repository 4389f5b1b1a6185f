import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import type { OpenaiChatDialect } from './dialect.ts';

/** How models of this host answer with objects. */
export function objectAbilities(dialect: OpenaiChatDialect): ObjectAbilities {
  const { responseFormat, strictJsonSchema, toolChoices, unsupported } = dialect;
  const takesChoice = !unsupported.includes('toolChoice');
  const isFree = (kind: 'tool' | 'required'): boolean =>
    takesChoice && (toolChoices[kind] === undefined || toolChoices[kind] === 'any');
  return {
    ...wordsAlone,
    output: responseFormat === 'json_schema' ? 'schema' : responseFormat === 'json_object' ? 'json' : 'none',
    saysStrict: strictJsonSchema,
    jsonMode: responseFormat !== 'none',
    outputWithTools: true,
    tools: !unsupported.includes('tools'),
    strictTools: strictJsonSchema,
    toolChoice: isFree('tool') ? 'named' : isFree('required') ? 'required' : 'auto',
    forcedWhileThinking: true,
    outputForm: strictJsonSchema ? dialect.strictOutput : 'open',
    toolForm: dialect.strictTools,
  };
}
