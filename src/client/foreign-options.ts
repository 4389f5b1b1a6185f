// What has another name in the Vercel AI SDK, LangChain.js and vendors' SDKs, too far from ours to be guessed by spelling.
const ours: Readonly<Record<string, string>> = {
  maxoutputtokens: 'maxTokens',
  maxcompletiontokens: 'maxTokens',
  abortsignal: 'signal',
  stopsequences: 'stop',
  maxretries: 'retry',
  reasoningeffort: 'reasoning',
  responseformat: 'generateObject',
  schema: 'generateObject',
  maxsteps: 'runTools',
  stopwhen: 'runTools',
  stream: 'streamText',
};

/** ` Here that is x.` for an option as other libraries call it, or nothing. */
export function ourNameFor(option: string): string {
  const key = option.replaceAll('_', '').toLowerCase();
  return Object.hasOwn(ours, key) ? ` Here that is \`${ours[key]}\`.` : '';
}
