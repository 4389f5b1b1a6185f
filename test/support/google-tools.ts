// The tools of a call to either of Google's formats, which say the same things of functions and choices.
import fc, { type Arbitrary } from 'fast-check';
import { defined } from '../../src/core/json.ts';
import type { ProviderTool, ToolChoice, ToolDefinition } from '../../src/core/tool.ts';
import { closedSchema as schema, maybe, name, words } from './arbitraries.ts';

interface Tools {
  readonly tools?: readonly (ToolDefinition | ProviderTool)[];
  readonly toolChoice?: ToolChoice;
}

const tool: Arbitrary<ToolDefinition> = fc
  .record({ name, description: maybe(words), inputSchema: schema })
  .map((one) => defined(one) as ToolDefinition);

/** Functions, beside at most one of these tools that Google runs, and a choice among them. */
export function googleTools(...hosted: ProviderTool[]): Arbitrary<Tools> {
  return fc
    .record({
      functions: fc.uniqueArray(tool, { maxLength: 3, selector: (one) => one.name }),
      own: maybe(fc.constantFrom(...hosted)),
      choice: fc.constantFrom('auto', 'none', 'required', 'one', 'strict', undefined),
    })
    .map(({ functions, own, choice }): Tools => {
      const first = functions[0];
      const strict = choice === 'strict' ? functions.map((one) => ({ ...one, strict: true })) : functions;
      const all = [...(own === undefined ? [] : [own]), ...strict];
      const picked =
        choice === 'one' ? { tool: first?.name ?? '' } : choice === 'strict' ? undefined : choice;
      return {
        ...(all.length === 0 ? {} : { tools: all }),
        ...(picked === undefined || first === undefined ? {} : { toolChoice: picked }),
      };
    });
}
