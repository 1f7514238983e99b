import type { Explanation } from '@shared/explain';

/** An account as plain text, to paste into a ticket. */
export function explanationText({ paragraphs, patterns }: Explanation, heading: string): string {
  return [
    heading,
    ...paragraphs,
    ...patterns.map(({ title, message, advice }) => `${title}. ${message} ${advice}`),
  ].join('\n\n');
}
