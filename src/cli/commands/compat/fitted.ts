const least = 8;

/** Texts side by side in so many columns: each is cut to its share; those that do not fit at all are counted. */
export function fitted(texts: readonly string[], width: number): string {
  const all = texts.join(', ');
  if (all.length <= width) return all;
  for (let count = texts.length; count > 0; count -= 1) {
    const rest = count < texts.length ? `, +${texts.length - count}` : '';
    const share = Math.floor((width - rest.length - 2 * (count - 1)) / count);
    // As many as can be told apart: model and scenario of each.
    if (share >= 24 || (count === 1 && share >= least))
      return `${texts
        .slice(0, count)
        .map((text) => cut(text, share))
        .join(', ')}${rest}`;
  }
  return '';
}

/** A paragraph in lines of at most this width, indented by two, what follows by four; one line where there is no width. */
export function wrapped(text: string, width: number | undefined): string[] {
  if (width === undefined) return [`  ${text}`];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const indent = lines.length === 0 ? '  ' : '    ';
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    if (longer.length <= width || line === '') line = longer;
    else {
      lines.push(line);
      line = `    ${word}`;
    }
  }
  return [...lines, line];
}

// What tells texts apart stands at their start and at their end.
function cut(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
