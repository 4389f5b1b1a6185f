/** Llama's prompt format. Plain data. */
export interface MetaLlamaDialect {
  /** The `providerOptions` key that applies besides the model's own provider. */
  readonly vendor: string;
  /** The marks of the models whose id fits a pattern; the first that fits counts. */
  readonly marks: readonly (LlamaMarks & { readonly models: string })[];
}

/** The words of the format that are no text. */
export interface LlamaMarks {
  readonly begin: string;
  readonly roleStart: string;
  readonly roleEnd: string;
  readonly turnEnd: string;
}

export const metaLlamaDefaults: MetaLlamaDialect = {
  vendor: 'meta',
  marks: [
    // https://www.llama.com/docs/model-cards-and-prompt-formats/llama4/
    {
      models: 'llama-?4',
      begin: '<|begin_of_text|>',
      roleStart: '<|header_start|>',
      roleEnd: '<|header_end|>',
      turnEnd: '<|eot|>',
    },
    // https://www.llama.com/docs/model-cards-and-prompt-formats/meta-llama-3/
    {
      models: '',
      begin: '<|begin_of_text|>',
      roleStart: '<|start_header_id|>',
      roleEnd: '<|end_header_id|>',
      turnEnd: '<|eot_id|>',
    },
  ],
};

/** The marks for a model. */
export function marksFor({ marks }: MetaLlamaDialect, id: string): LlamaMarks {
  const found = marks.find(({ models }) => new RegExp(models).test(id));
  return found ?? (metaLlamaDefaults.marks[1] as LlamaMarks);
}
