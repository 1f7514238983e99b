import { t } from '../../i18n/i18n';

/** Where and why a text is no JSON (RFC 8259), in words for the person who typed it. */
export interface JsonFault {
  /** UTF-16 code units from the start of the text. */
  readonly offset: number;
  /** Part of a sentence: `a comma or } is missing`. */
  readonly what: string;
}

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const SPACE = /[ \t\n\r]*/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/uy;
const WORD = /[\p{L}\p{N}_$.+-]+/uy;

/** The first fault of a text, or null when it is JSON. Takes any depth: it does not call itself. */
export function findJsonFault(text: string): JsonFault | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;

  const close = (): string => (open.at(-1) === '{' ? '}' : ']');
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');

  for (;;) {
    at += lengthOf(SPACE, text, at);
    const char = text[at];
    if (char === undefined) {
      if (expected === 'nothing') return null;
      if (expected === 'value' && open.length === 0) return { offset: at, what: t('server.json.noValue') };
      if (expected === 'colon') return { offset: at, what: t('server.json.colonAndValue') };
      if (expected === 'value') return { offset: at, what: t('server.json.value') };
      return { offset: at, what: t('server.json.closing', { mark: close() }) };
    }
    switch (expected) {
      case 'nothing':
        return { offset: at, what: t('server.json.nothingAfter') };
      case 'colon':
        if (char !== ':') return { offset: at, what: t('server.json.colon') };
        at += 1;
        expected = 'value';
        continue;
      case 'comma-or-end':
        if (char === ',') {
          at += 1;
          expected = open.at(-1) === '{' ? 'key' : 'value';
        } else if (char === close()) {
          at += 1;
          open.pop();
          expected = afterValue();
        } else return { offset: at, what: t('server.json.comma', { mark: close() }) };
        continue;
      case 'key':
      case 'key-or-end': {
        if (char === '}' && expected === 'key-or-end') {
          at += 1;
          open.pop();
          expected = afterValue();
          continue;
        }
        if (char === '}') return { offset: at, what: t('server.json.noComma', { mark: '}' }) };
        if (char !== '"') return { offset: at, what: t('server.json.name') };
        const end = endOfString(text, at);
        if (typeof end !== 'number') return end;
        at = end;
        expected = 'colon';
        continue;
      }
      default: {
        if (char === '{' || char === '[') {
          open.push(char);
          at += 1;
          expected = char === '{' ? 'key-or-end' : 'value-or-end';
          continue;
        }
        if (char === ']' && open.at(-1) === '[') {
          if (expected === 'value') return { offset: at, what: t('server.json.noComma', { mark: ']' }) };
          at += 1;
          open.pop();
          expected = afterValue();
          continue;
        }
        const end = endOfScalar(text, at);
        if (typeof end !== 'number') return end;
        at = end;
        expected = afterValue();
      }
    }
  }
}

function endOfScalar(text: string, at: number): number | JsonFault {
  const char = text[at]!;
  if (char === '"') return endOfString(text, at);
  if (char === "'") return { offset: at, what: t('server.json.quotes') };
  const length = lengthOf(WORD, text, at);
  const word = text.slice(at, at + length);
  if (word === 'true' || word === 'false' || word === 'null') return at + length;
  if (length > 0 && lengthOf(NUMBER, text, at) === length) return at + length;
  if (/^[-+.\d]/u.test(word))
    return { offset: at, what: t('server.json.number', { word: word.slice(0, 24) }) };
  if (length === 0) return { offset: at, what: t('server.json.value') };
  return { offset: at, what: t('server.json.word', { word: word.slice(0, 24) }) };
}

/** The place after a string's closing quote. */
function endOfString(text: string, start: number): number | JsonFault {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') return at + 1;
    if (char === '\n' || char === '\r')
      return { offset: at, what: t('server.json.lineBreak', { mark: '\\n' }) };
    if (char < ' ') return { offset: at, what: t('server.json.control') };
    if (char !== '\\') continue;
    at += 1;
    const escaped = text[at] ?? '';
    if (escaped === 'u') {
      if (!/^[\da-fA-F]{4}$/u.test(text.slice(at + 1, at + 5)))
        return { offset: at - 1, what: t('server.json.hex', { mark: '\\u' }) };
      at += 4;
    } else if (escaped === '' || !'"\\/bfnrt'.includes(escaped))
      return { offset: at - 1, what: t('server.json.backslash', { mark: '\\\\' }) };
  }
  return { offset: start, what: t('server.json.unclosed') };
}

function lengthOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** `Line 3, column 14`, both counted from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/u);
  return t('server.draft.place', { line: before.length, column: before.at(-1)!.length + 1 });
}
