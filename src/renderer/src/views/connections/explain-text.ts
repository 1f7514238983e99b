import type { Explanation } from '@shared/explain';
import { worded } from '../../i18n/i18n';

/** An account as plain text, to paste into a ticket. */
export function explanationText({ paragraphs, patterns }: Explanation, heading: string): string {
  return [
    heading,
    ...paragraphs.map((sentences) => sentences.map(worded).join(' ')),
    ...patterns.map(({ title, message, advice }) => `${worded(title)}. ${worded(message)} ${worded(advice)}`),
  ].join('\n\n');
}
