/** How Bedrock's `InvokeModel` carries one vendor's own format. Plain data. */
export interface BedrockInvokeDialect {
  /** Name of the protocol, told from the others that the same path carries: `bedrock-invoke-anthropic`. */
  readonly protocol: string;
  /** Name on `extra` chunks for what Bedrock itself says. Default `amazon-bedrock`. */
  readonly vendor: string;
  /** Globs of the model ids that are spoken to in this format; the server's side goes by them. */
  readonly models: readonly string[];
  /** Members of the body that Bedrock knows from the path, and refuses or ignores. Default `model` and `stream`. */
  readonly removed: readonly string[];
  /** Members that the body must have; models that want such also refuse the `removed` ones. Default none. */
  readonly required: readonly string[];
}

export const bedrockInvokeDefaults: Omit<BedrockInvokeDialect, 'protocol' | 'models'> = {
  vendor: 'amazon-bedrock',
  removed: ['model', 'stream'],
  required: [],
};

/** What must be said of a format, and what may be. */
export type BedrockInvokeOptions = Pick<BedrockInvokeDialect, 'protocol' | 'models'> &
  Partial<BedrockInvokeDialect>;

/** The given fields over the defaults. */
export function bedrockInvokeDialect(options: BedrockInvokeOptions): BedrockInvokeDialect {
  return { ...bedrockInvokeDefaults, ...options };
}
