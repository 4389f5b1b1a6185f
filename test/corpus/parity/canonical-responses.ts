import { list, type Raw, record } from '../raw.ts';

/** A Responses body in which forms that OpenAI documents as equal are one form. */
export function canonicalResponses(body: Raw): Raw {
  const { stream, instructions, input, include, tools, text, ...rest } = body;
  const { format, ...verbosity } = record(text);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : list(input);
  const whole = instructions === undefined ? items : [{ role: 'system', content: instructions }, ...items];
  const { type } = record(format);
  return withoutNulls({
    ...rest,
    ...(stream === false ? {} : { stream }),
    // Instructions are a system message in front of the input: the text and its place are compared apart.
    ...(instructions === undefined ? {} : { 'place of instructions': 'instructions' }),
    input: whole.map((item) => canonicalItem(record(item))),
    // A set.
    ...(list(include).length === 0 ? {} : { include: list(include).map(String).sort() }),
    ...(list(tools).length === 0 ? {} : { tools: list(tools).map((tool) => canonicalTool(record(tool))) }),
    // Text is the default form.
    ...(format === undefined || type === 'text' ? {} : { format }),
    ...(Object.keys(verbosity).length === 0 ? {} : { text: verbosity }),
    ...('reasoning' in body ? { reasoning: withoutNulls(record(body['reasoning'])) } : {}),
  });
}

// A definition may be nested as in Chat Completions (recorded); where it stands is compared apart.
function canonicalTool(tool: Raw): Raw {
  const { function: nested, ...flat } = tool;
  if (nested === undefined) return withoutNulls(tool);
  return withoutNulls({ ...record(nested), ...flat, 'form of tool': 'nested' });
}

// The type of a message is optional, and so is the state of what is complete.
function canonicalItem(item: Raw): Raw {
  const { type, status, content, arguments: json, ...rest } = withoutNulls(item);
  const isMessage = type === undefined || type === 'message';
  return withoutNulls({
    ...rest,
    type: isMessage ? 'message' : type,
    status: status === 'completed' ? undefined : status,
    content: isMessage ? contentOf(rest['role'], content) : content,
    arguments: typeof json === 'string' ? JSON.parse(json) : json,
  });
}

// A text is short for a list with one text, and no annotations for an empty list of them.
function contentOf(role: unknown, content: unknown): unknown {
  const type = role === 'assistant' ? 'output_text' : 'input_text';
  if (typeof content === 'string') return [{ type, text: content }];
  return list(content).map((each) => {
    const { annotations, detail, ...part } = withoutNulls(record(each));
    return withoutNulls({
      ...part,
      detail: detail === 'auto' ? undefined : detail,
      annotations: list(annotations).length === 0 ? undefined : annotations,
    });
  });
}

function withoutNulls(value: Raw): Raw {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}
