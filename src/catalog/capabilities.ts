import { compact } from './lines/compact.ts';
import type { ModelRecord } from './record.ts';
import type { Capabilities, Effort, ReasoningCapability, Support } from './schema.ts';

/** What follows from a record about abilities; what it does not say is `unknown`. */
export function capabilitiesOf(model: ModelRecord, api: string): Capabilities {
  const unknown: Support = 'unknown';
  const isChat = model.kind === 'chat' || model.kind === 'realtime';
  const tools: Support = model.tools ?? unknown;
  const withTools: Support = tools === false ? false : unknown;
  const cached: Support = model.price?.rates.cache_read === undefined ? unknown : true;
  return {
    chat: isChat,
    streaming: { text: isChat ? unknown : false, toolCalls: isChat ? withTools : false },
    tools: {
      supported: tools,
      parallel: withTools,
      strict: withTools,
      forced: withTools,
      withReasoning: withTools,
    },
    output: {
      jsonMode: unknown,
      jsonSchema: model.schema ?? unknown,
      strict: model.schema === false ? false : unknown,
      withTools,
    },
    reasoning: reasoningOf(model, api),
    sampling: {
      temperature: model.temperature ?? unknown,
      topP: unknown,
      topK: unknown,
      seed: unknown,
      penalties: unknown,
      logprobs: unknown,
      stop: unknown,
    },
    input: model.input,
    outputModalities: model.output,
    caching: compact({ supported: cached, ttls: ttlsOf(model) }) as Capabilities['caching'],
    systemPrompt: unknown,
    batch: unknown,
    citations: unknown,
    webSearch: unknown,
    codeExecution: unknown,
    ...(model.dimensions === undefined ? {} : { embedding: { dimensions: model.dimensions } }),
  };
}

function ttlsOf({ price }: ModelRecord): readonly string[] | undefined {
  return price?.rates.cache_write_1h === undefined ? undefined : ['5m', '1h'];
}

function reasoningOf(model: ModelRecord, api: string): ReasoningCapability {
  const { reasoning, efforts, budget, field, alwaysThinks = false, toggle = false } = model;
  if (reasoning === false) return { supported: false, canDisable: true, onByDefault: false };
  const canStop = toggle || efforts?.some((word) => off.has(word)) === true;
  const style = styleOf(model, api);
  return compact({
    supported: reasoning ?? 'unknown',
    canDisable: alwaysThinks ? false : canStop ? true : 'unknown',
    onByDefault: alwaysThinks ? true : 'unknown',
    efforts: efforts === undefined ? undefined : effortMap(efforts),
    budget,
    style,
    field,
  }) as ReasoningCapability;
}

const off: ReadonlySet<string> = new Set(['none', 'off']);
const neutral: readonly Effort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

function effortMap(words: readonly string[]): Readonly<Partial<Record<Effort, string | null>>> {
  const map: Partial<Record<Effort, string | null>> = {};
  for (const effort of neutral) {
    const word =
      effort === 'none' ? words.find((each) => off.has(each)) : words.find((each) => each === effort);
    map[effort] = word ?? null;
  }
  return map;
}

// How one protocol says "think this much": levels are Gemini's, and a Claude that takes an effort and no budget
// decides by itself how long to think.
const effortStyles: Readonly<Record<string, NonNullable<ReasoningCapability['style']>>> = {
  'google-generate': 'level',
  'anthropic-messages': 'adaptive',
};

function styleOf(
  { efforts, budget, toggle, alwaysThinks }: ModelRecord,
  api: string,
): ReasoningCapability['style'] {
  const said = efforts === undefined ? undefined : (effortStyles[api] ?? 'effort');
  if (budget !== undefined) return said === undefined || said === 'adaptive' ? 'budget' : said;
  if (said !== undefined) return said;
  if (toggle === true) return 'toggle';
  return alwaysThinks === true ? 'always' : undefined;
}
