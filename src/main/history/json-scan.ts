const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;

const MARK = /["[\]{}]/gu;
const PLAIN_END = /[\s,\]}]/gu;
const ESCAPE = /\\(?:u([\da-fA-F]{4})|([^]))/gu;
/** Behind whole ones. */
const HALF_ESCAPE = /(?<!\\)((?:\\\\)*)\\(?:u[\da-fA-F]{0,3})?$/u;
const LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Where the next character is that is no white space of JSON. */
export function blanksEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at++;
  }
}

/** Behind the string that begins at `from`; -1 when it does not end. */
export function stringEnd(text: string, from: number): number {
  for (let end = text.indexOf('"', from + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === BACKSLASH) slashes++;
    if ((slashes & 1) === 0) return end + 1;
  }
  return -1;
}

/** Behind the value that begins at `from`, whatever it is, without looking into it; -1 when it does not end. */
export function valueEnd(text: string, from: number): number {
  const code = text.charCodeAt(from);
  if (code === QUOTE) return stringEnd(text, from);
  if (code !== OPEN_BRACE && code !== OPEN_BRACKET) {
    PLAIN_END.lastIndex = from;
    const end = PLAIN_END.exec(text)?.index ?? -1;
    return end > from ? end : -1;
  }
  let depth = 0;
  let at = from;
  for (;;) {
    MARK.lastIndex = at;
    const mark = MARK.exec(text);
    if (!mark) return -1;
    const [found] = mark;
    if (found === '"') {
      at = stringEnd(text, mark.index);
      if (at < 0) return -1;
      continue;
    }
    at = mark.index + 1;
    depth += found === '{' || found === '[' ? 1 : -1;
    if (depth === 0) return at;
  }
}

/** What a piece of a JSON string says: without its escapes, one that is cut at the end left out. */
export function unescaped(piece: string): string {
  if (!piece.includes('\\')) return piece;
  return piece
    .replace(HALF_ESCAPE, '$1')
    .replace(ESCAPE, (_, code: string | undefined, letter: string) =>
      code === undefined ? (LETTERS[letter] ?? letter) : String.fromCharCode(parseInt(code, 16)),
    );
}
