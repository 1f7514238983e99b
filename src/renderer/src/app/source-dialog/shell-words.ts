export interface ShellWords {
  readonly words: readonly string[];
  /** Variables (`$TOKEN`) and substitutions that a shell would have filled in; they stay as they are written. */
  readonly unfilled: readonly string[];
}

/**
 * Splits one command the way a POSIX shell reads it: quotes, `$'…'`, backslashes, joined lines. Nothing is run or
 * filled in. Ends at `|`, `;`, `&`, `<`, `>` and at the end of the line. Also takes what browsers copy for cmd.exe
 * (`^` before special characters).
 */
export function shellWords(command: string): ShellWords {
  const text = /\^(?:"|\r?\n)/u.test(command) ? command.replace(/\^(\r?\n|[\s\S])/gu, '$1') : command;
  const isCmd = text !== command;
  const words: string[] = [];
  const unfilled: string[] = [];
  let word: string | null = null;
  let i = 0;

  const take = (from: number): void => {
    const found = /^\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_]\w*)/u.exec(text.slice(from, from + 200));
    if (found) unfilled.push(found[0]);
  };

  while (i < text.length) {
    const char = text[i]!;
    if (char === "'") {
      const end = text.indexOf("'", i + 1);
      word = (word ?? '') + text.slice(i + 1, end < 0 ? text.length : end);
      i = end < 0 ? text.length : end + 1;
    } else if (char === '$' && text[i + 1] === "'") {
      const [value, end] = ansiQuoted(text, i + 2);
      word = (word ?? '') + value;
      i = end;
    } else if (char === '"') {
      word ??= '';
      for (i += 1; i < text.length && text[i] !== '"'; i++) {
        if (text[i] === '\\' && /["\\$`\n]/u.test(text[i + 1] ?? '')) {
          i += 1;
          if (text[i] === '\n') continue;
        } else if (text[i] === '$' && !isCmd) take(i);
        word += text[i];
      }
      i += 1;
    } else if (char === '\\') {
      const joined = /^\\\r?\n/u.exec(text.slice(i, i + 3));
      if (!joined) word = (word ?? '') + (text[i + 1] ?? '');
      i += joined ? joined[0].length : 2;
    } else if (/\s/u.test(char)) {
      if (word !== null) words.push(word);
      word = null;
      // A new line ends the command, unless it only leads up to it.
      if (char === '\n' && words.length > 0 && !isCmd) break;
      i += 1;
    } else if (/[|;&<>]/u.test(char)) {
      break;
    } else {
      if (char === '$') take(i);
      word = (word ?? '') + char;
      i += 1;
    }
  }
  if (word !== null) words.push(word);
  return { words, unfilled };
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  e: '\u001b',
  a: '\u0007',
  b: '\b',
};

/** The inside of `$'…'`, and the position after it. */
function ansiQuoted(text: string, from: number): [string, number] {
  let value = '';
  let i = from;
  while (i < text.length && text[i] !== "'") {
    if (text[i] !== '\\') {
      value += text[i];
      i += 1;
      continue;
    }
    const code = /^\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4}))/u.exec(text.slice(i, i + 8));
    if (code) {
      value += String.fromCharCode(parseInt(code[1] ?? code[2]!, 16));
      i += code[0].length;
    } else {
      const next = text[i + 1] ?? '';
      value += SIMPLE[next] ?? next;
      i += 2;
    }
  }
  return [value, i + 1];
}
