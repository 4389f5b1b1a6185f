import { type ObjectAbilities, wordsAlone } from '../object-abilities.ts';
import type { CohereChatDialect } from './dialect.ts';

/** How models of this host answer with objects. "JSON mode is not supported in RAG and tool mode" (its reference). */
export function objectAbilities({ unsupported }: CohereChatDialect): ObjectAbilities {
  const takesOutput = !unsupported.includes('output');
  return {
    ...wordsAlone,
    output: takesOutput ? 'schema' : 'none',
    jsonMode: takesOutput,
    tools: true,
    strictTools: true,
    toolChoice: 'named',
    outputForm: 'cohere',
    looseForm: 'cohere',
    toolForm: 'cohere',
  };
}
