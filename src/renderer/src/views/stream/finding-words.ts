import { worded } from '../../i18n/i18n';

/** Places where the type may end that are tried: a type can hold `: ` itself. */
const MOST_TRIED = 8;

/**
 * What a finding's row says, in the language of the window: the type of its event, which stays as it is, and a sentence of the
 * engine. Call it where the text is shown.
 */
export function findingWords(data: string): string {
  let at = data.indexOf(': ');
  for (let tried = 0; at >= 0 && tried < MOST_TRIED; tried++) {
    const sentence = data.slice(at + 2);
    const said = worded(sentence);
    if (said !== sentence) return data.slice(0, at + 2) + said;
    at = data.indexOf(': ', at + 2);
  }
  return data;
}
