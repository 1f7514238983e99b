import type { Problem } from '@shared/errors';
import { worded } from '../i18n/i18n';

/** What failed and what to do in one line, in the language of the window. Call it where the text is shown or computed. */
export function problemText({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return hint === undefined ? worded(message) : `${worded(message)} ${worded(hint)}`;
}
