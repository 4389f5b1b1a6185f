import type { JsonObject } from '../../core/json.ts';

/** How one host speaks Cohere's reranking. Plain data; everything has a default, which is Cohere's own API. */
export interface CohereRerankDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** Appended to the base URL; `{model}` stands for the model's id. */
  readonly path: string;
  readonly modelInBody: boolean;
  /** `top_n`, or `top_k` at Voyage. */
  readonly topField: string;
  /** The list of a reply: `results`, or `data` at Voyage. */
  readonly listField: string;
  /** Whether documents may be objects; else their JSON is sent as text, with a warning. */
  readonly objects: boolean;
  /** Members of each request. */
  readonly always: JsonObject;
}

const cohereDefaults: CohereRerankDialect = {
  vendor: 'cohere',
  path: '/v2/rerank',
  modelInBody: true,
  topField: 'top_n',
  listField: 'results',
  // Version 2 takes texts; structured data is to be sent as YAML or JSON text. https://docs.cohere.com/reference/rerank
  objects: false,
  always: {},
};

/** The given fields over Cohere's own. */
export function cohereRerankDialect(dialect: Partial<CohereRerankDialect> = {}): CohereRerankDialect {
  return { ...cohereDefaults, ...dialect };
}
