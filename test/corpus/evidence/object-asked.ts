import type { ObjectMode } from '../../../src/client/objects/options.ts';
import { isRecord } from '../../../src/core/json.ts';
import type { Take } from './recorded.ts';

/** How a recording asked for its object: by the answer's own form, or by a tool with this name. Undefined: it did not. */
export function objectAsked({
  recordings,
}: Pick<Take, 'recordings'>): { mode: ObjectMode; name: string } | undefined {
  const first = recordings[0];
  const body: unknown = isRecord(first?.request.body) ? first.request.body['json'] : undefined;
  if (!isRecord(body)) return undefined;
  const tool = toolsOf(body)
    .map(nameOf)
    .find((name) => name !== undefined);
  // A schema beside a tool is the tool's.
  if (tool !== undefined) return { mode: 'forced-tool', name: tool };
  return hasForm(body) ? { mode: 'native', name: 'object' } : undefined;
}

function hasForm(body: Readonly<Record<string, unknown>>): boolean {
  const at = (...path: string[]): unknown =>
    path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), body);
  const places = [
    at('response_format', 'json_schema', 'schema'),
    at('text', 'format', 'schema'),
    at('output_format', 'schema'),
    at('output_config', 'format', 'schema'),
    at('generationConfig', 'responseSchema'),
    at('generationConfig', 'responseJsonSchema'),
  ];
  return places.some(isRecord);
}

function toolsOf(body: Readonly<Record<string, unknown>>): unknown[] {
  const { tools, toolConfig } = body;
  const converse = isRecord(toolConfig) ? toolConfig['tools'] : undefined;
  const lists = [tools, converse].filter((each): each is unknown[] => Array.isArray(each)).flat();
  return lists.flatMap((each) =>
    isRecord(each) && Array.isArray(each['functionDeclarations']) ? each['functionDeclarations'] : [each],
  );
}

function nameOf(tool: unknown): string | undefined {
  if (!isRecord(tool)) return undefined;
  const inner = [tool, tool['function'], tool['toolSpec']].filter(isRecord);
  return inner.map(({ name }) => name).find((name): name is string => typeof name === 'string');
}
