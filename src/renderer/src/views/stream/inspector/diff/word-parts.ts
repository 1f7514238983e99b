import { diffWordsWithSpace } from 'diff';

/** A piece of a value; `em` where it differs from its counterpart. */
export interface WordPart {
  readonly text: string;
  readonly em: boolean;
}

/** Longer values are marked from the first to the last difference, UTF-16 code units. */
const LONGEST_BY_WORDS = 1_000;
const MAX_MS = 10;
/** Most of a value that a row shows, and how much of it before the first difference. */
const SHOWN = 400;
const BEFORE = 24;

/** A value of a changed pair with what differs from the other one marked. Cut around the difference where it is long. */
export function wordParts(text: string, other: string, isNewer: boolean): WordPart[] {
  if (text.length <= LONGEST_BY_WORDS && other.length <= LONGEST_BY_WORDS) {
    const [before, after] = isNewer ? [other, text] : [text, other];
    const found = diffWordsWithSpace(before, after, { timeout: MAX_MS, maxEditLength: 400 });
    if (found) {
      const mine = found.filter((part) => (isNewer ? !part.removed : !part.added));
      // Hardly a word in common: marking every other one says less than marking all.
      if (mine.length <= 12)
        return joined(mine.map((part) => ({ text: part.value, em: part.added || part.removed })));
    }
  }
  return outerParts(text, other);
}

/** What lies between the common start and end, from word to word. */
function outerParts(text: string, other: string): WordPart[] {
  const most = Math.min(text.length, other.length);
  let start = 0;
  while (start < most && text[start] === other[start]) start += 1;
  let end = 0;
  while (end < most - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end += 1;
  while (start > 0 && isWord(text[start - 1]) && isWord(text[start] ?? other[start])) start -= 1;
  while (end > 0 && isWord(text[text.length - end]) && isWord(text[text.length - end - 1])) end -= 1;
  const from = start > SHOWN / 2 ? start - BEFORE : 0;
  const to = Math.min(text.length, from + SHOWN);
  const middle = Math.max(start, text.length - end);
  return joined([
    { text: `${from > 0 ? '…' : ''}${text.slice(from, start)}`, em: false },
    { text: text.slice(start, Math.min(middle, to)), em: true },
    { text: `${text.slice(middle, Math.max(middle, to))}${to < text.length ? '…' : ''}`, em: false },
  ]);
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);

/** Neighbours of one kind as one; a space between two marked words is marked with them. */
function joined(parts: readonly WordPart[]): WordPart[] {
  const list: { text: string; em: boolean }[] = [];
  parts.forEach((part, i) => {
    if (part.text === '') return;
    const last = list.at(-1);
    const em = part.em || (last?.em === true && parts[i + 1]?.em === true && part.text.trim() === '');
    if (last?.em === em) last.text += part.text;
    else list.push({ text: part.text, em });
  });
  return list;
}
