/** A spec cut into its parts; `id` alone when it names no provider. */
export interface SpecParts {
  readonly provider?: string;
  readonly id: string;
}

/** Other names of providers, besides underscores for dashes: ReqLLM's, and short ones. */
const providerAliases: Readonly<Record<string, string>> = {
  gemini: 'google',
  bedrock: 'amazon-bedrock',
  vertex: 'google-vertex',
  together: 'togetherai',
  fireworks: 'fireworks-ai',
  grok: 'xai',
  'zai-coder': 'zai-coding-plan',
  copilot: 'github-copilot',
  'vercel-gateway': 'vercel',
  'vercel-ai-gateway': 'vercel',
};

/** The provider id that a name stands for; undefined for an unknown one. */
export function providerIdOf(name: string, isProvider: (id: string) => boolean): string | undefined {
  if (isProvider(name)) return name;
  const dashed = name.replaceAll('_', '-');
  if (dashed !== name && isProvider(dashed)) return dashed;
  const meant = Object.hasOwn(providerAliases, dashed) ? providerAliases[dashed] : undefined;
  return meant !== undefined && isProvider(meant) ? meant : undefined;
}

/**
 * Cuts `provider:id`, `id@provider` or `provider/id`. Ids hold `:` (170), `/` (2,893) and `@` (89) themselves, so a cut
 * counts only where a provider stands beside it, and the forms are tried in this order.
 */
export function cutSpec(text: string, isProvider: (id: string) => boolean): SpecParts {
  const colon = text.indexOf(':');
  const at = text.lastIndexOf('@');
  const slash = text.indexOf('/');
  return (
    cutAt(text.slice(0, Math.max(colon, 0)), text.slice(colon + 1), isProvider) ??
    cutAt(at < 0 ? '' : text.slice(at + 1), text.slice(0, Math.max(at, 0)), isProvider) ??
    cutAt(text.slice(0, Math.max(slash, 0)), text.slice(slash + 1), isProvider) ?? { id: text }
  );
}

function cutAt(name: string, id: string, isProvider: (id: string) => boolean): SpecParts | undefined {
  const provider = name === '' || id === '' ? undefined : providerIdOf(name, isProvider);
  return provider === undefined ? undefined : { provider, id };
}

/** What looks like the provider of a spec that names none that is known; `qwen3:8b` is a bare id with a size. */
export function wouldBeProvider(text: string): string | undefined {
  const colon = text.indexOf(':');
  const name = text.slice(0, Math.max(colon, 0));
  const isProvider = /^[a-z][\w-]*$/i.test(name) && !/:\d|:(free|latest|thinking)$/.test(text);
  return isProvider ? name : undefined;
}

// Where an id is looked up, parts of it that choose a place or a way of service are left aside; calls keep them.
const regions = /^(us-gov|us|eu|apac|au|jp|ca|sa|global)\.(?=[a-z0-9-]+\.)/;
const services = /:(free|exacto|nitro|floor|online|thinking|extended|batch)$/;
const strippedAt: Readonly<Record<string, RegExp>> = {
  'amazon-bedrock': regions,
  openrouter: services,
};

/** The id without its region prefix or service suffix; undefined when it has none. */
export function strippedId(provider: string, id: string): string | undefined {
  const pattern = Object.hasOwn(strippedAt, provider) ? strippedAt[provider] : undefined;
  const short = pattern === undefined ? id : id.replace(pattern, '');
  return short === id ? undefined : short;
}

/** Ids that differ only in this are the same name: case, dots for dashes. */
export function looseId(id: string): string {
  return id.toLowerCase().replace(/[._]/g, '-');
}
