import type { FailureFacts } from '../core/failure.ts';

/** What an error body says. */
export type Said = Pick<FailureFacts, 'message' | 'providerCode' | 'requestId' | 'status'>;

const longestMessage = 500;
const longestText = 300;

/**
 * A body of text as words: its start, or the title of a web page, looked for in its first `reach` characters. Markup
 * says nothing to a reader, but its title often does ("502 Bad Gateway").
 */
export function textSaid(text: string, reach: number = Infinity): Said | undefined {
  const clean = text.trim();
  if (clean === '') return undefined;
  if (!clean.startsWith('<')) return { message: clean.slice(0, longestMessage) };
  const title = /<title>([^<]{1,200})<\/title>/i.exec(clean.slice(0, reach))?.[1]?.trim();
  return title === undefined ? undefined : { message: `The provider answered with a web page: ${title}` };
}

/** The same with the provider's own code, which some give as a number. */
export function withCode(said: Said, code: unknown): Said {
  if (typeof code === 'string' && code !== '') return { ...said, providerCode: code };
  return typeof code === 'number' ? { ...said, providerCode: String(code) } : said;
}

/** A body that is a short text and no markup, which can be shown as it is. */
export function shortText(body: unknown): string | undefined {
  if (typeof body !== 'string') return undefined;
  const text = body.trim();
  return text === '' || text.startsWith('<') || text.length > longestText ? undefined : text;
}
