import { cutText } from './text';

const CONTROLS =
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text for a person, of what nobody vouches for: no control characters, no direction overrides (they make text look like
 * another), at most `max` UTF-16 code units.
 * @param lines keeps line breaks and indentation; otherwise all is one line
 */
export function plainText(text: string, max: number, lines = false): string {
  // Cut first, generously: what is taken out must not cost a pass over megabytes.
  const start = cutText(text, max * 4)
    .replaceAll('\r\n', '\n')
    .replace(CONTROLS, '');
  return cutText((lines ? start : start.replace(/\s+/gu, ' ')).trim(), max);
}
