/** The providers whose models the types know by default: those that serve what they make. */
export const firstParty: readonly string[] = [
  'alibaba',
  'anthropic',
  'cohere',
  'deepseek',
  'google',
  'meta',
  'minimax',
  'mistral',
  'moonshotai',
  'openai',
  'perplexity',
  'stepfun',
  'xai',
  'zai',
];
