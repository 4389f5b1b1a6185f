/** A text without what a recorder made of it: pydantic-ai's put plain dashes, quotes and dots for typographic ones. */
export function plainText(text: string): string {
  return text
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\u2026/g, '...')
    .trim();
}
