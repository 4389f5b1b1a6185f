import type { Effort } from '../schema.ts';
import { count, day, flag, part, type RawModel, type ReadModel, said, text } from './read-facts.ts';

const efforts: readonly Effort[] = ['low', 'medium', 'high', 'xhigh', 'max'];

/** A record of `GET /v1/models` at Anthropic; older ones hold id, name and day alone. */
export function readAnthropic(raw: RawModel): ReadModel {
  const id = text(raw['id']);
  if (id === undefined) return { problem: 'has no id' };
  const can = part(raw, 'capabilities');
  const thinking = part(can, 'thinking');
  const types = part(thinking, 'types');
  const effort = part(can, 'effort');
  const [image, pdf] = [flag(can['image_input']), flag(can['pdf_input'])];
  const budget = flag(types['enabled']);
  const adaptive = flag(types['adaptive']);
  const state = text(raw['lifecycle']);
  return {
    id,
    patch: said({
      name: text(raw['display_name']),
      limits: { context: count(raw['max_input_tokens']), output: count(raw['max_tokens']) },
      lifecycle: {
        status: state === 'deprecated' || state === 'retired' || state === 'active' ? state : undefined,
        releasedAt: day(raw['created_at']),
        deprecatedAt: day(raw['deprecated_at']),
        retiresAt: day(raw['retires_at']),
      },
      capabilities: {
        batch: flag(can['batch']),
        citations: flag(can['citations']),
        codeExecution: flag(can['code_execution']),
        webSearch: flag(part(can, 'server_tools')['web_search']),
        output: { jsonSchema: flag(can['structured_outputs']) },
        input:
          image === undefined && pdf === undefined
            ? undefined
            : ['text', ...(image === true ? ['image'] : []), ...(pdf === true ? ['pdf'] : [])],
        reasoning: {
          supported: flag(thinking),
          canDisable: flag(types['disabled']),
          style: budget === true ? 'budget' : adaptive === true ? 'adaptive' : undefined,
          efforts: flag(effort) === true ? effortsIn(effort) : undefined,
        },
      },
    }),
  };
}

function effortsIn(effort: RawModel): Readonly<Record<string, string>> {
  return Object.fromEntries(
    efforts.filter((each) => flag(effort[each]) === true).map((each) => [each, each]),
  );
}
