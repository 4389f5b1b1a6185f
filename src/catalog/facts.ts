import type { ModelFacts } from '../core/model.ts';
import type { CatalogModel } from './schema.ts';

/** What the protocols want to know about a model, out of its entry. Unknown facts stay absent. */
export function factsOf({ name, limits, capabilities }: CatalogModel): ModelFacts {
  const { context, output } = limits;
  const style = styleOf(capabilities.reasoning);
  return {
    name,
    ...(context === undefined ? {} : { contextTokens: context }),
    ...(output === undefined ? {} : { maxOutputTokens: output }),
    ...(style === undefined ? {} : { reasoningStyle: style }),
  };
}

function styleOf({
  supported,
  style,
}: CatalogModel['capabilities']['reasoning']): ModelFacts['reasoningStyle'] {
  if (supported === false) return 'none';
  return style === 'effort' || style === 'budget' || style === 'level' || style === 'adaptive'
    ? style
    : undefined;
}
