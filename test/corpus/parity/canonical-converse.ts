import { list, type Raw, record } from '../raw.ts';

/** A Converse body in which forms that AWS documents as equal are one form: what is empty is absent. */
export function canonicalConverse(body: Raw): Raw {
  const { system, toolConfig, inferenceConfig, additionalModelRequestFields, outputConfig, ...rest } = body;
  return {
    ...rest,
    ...(list(system).length === 0 ? {} : { system }),
    ...(Object.keys(record(inferenceConfig)).length === 0 ? {} : { inferenceConfig }),
    ...(toolConfig === undefined ? {} : { toolConfig: canonicalTools(record(toolConfig)) }),
    ...(additionalModelRequestFields === undefined
      ? {}
      : { additionalModelRequestFields: canonicalFields(record(additionalModelRequestFields)) }),
    ...(outputConfig === undefined ? {} : { outputConfig: withParsedSchema(outputConfig) }),
  };
}

// Bedrock's own tools first; no cache point stands between them on record.
function canonicalTools({ tools, ...rest }: Raw): Raw {
  const isOwn = (tool: unknown): boolean => 'systemTool' in record(tool);
  const all: readonly unknown[] = list(tools);
  return { ...rest, tools: [...all.filter(isOwn), ...all.filter((tool) => !isOwn(tool))] };
}

// Claude's budget under two names: the value and the name are compared apart.
function canonicalFields(fields: Raw): Raw {
  const { reasoning_config: config, ...rest } = fields;
  if (record(config)['type'] !== 'enabled') return fields;
  return { ...rest, thinking: config, 'name of thinking': 'reasoning_config' };
}

// The schema is JSON text; white space and the order of keys in it do not count.
function withParsedSchema(config: unknown): unknown {
  return JSON.parse(JSON.stringify(config), (key, value: unknown) =>
    key === 'schema' && typeof value === 'string' ? (JSON.parse(value) as unknown) : value,
  );
}
