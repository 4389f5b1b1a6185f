import type { Issue } from '../../schema/standard.ts';

// More than this tells a model nothing new.
const mostIssues = 20;

/** What is wrong with a value, in one line for the model. */
export function issuesText(issues: readonly Issue[]): string {
  return issues
    .slice(0, mostIssues)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}
