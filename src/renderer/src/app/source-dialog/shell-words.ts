export interface ShellWords {
  readonly words: readonly string[];
  /** Variables (`$TOKEN`, `%TOKEN%`) and substitutions that a shell would have filled in; they stay as they are written. */
  readonly unfilled: readonly string[];
}

/** Whose quotes a command is written in. */
type Shell = 'posix' | 'cmd' | 'powershell';

/** Browsers copy `^` before special characters for cmd.exe; PowerShell joins lines and escapes with a backtick. */
function shellOf(command: string): Shell {
  if (/\^(?:"|\r?\n)/u.test(command)) return 'cmd';
  return /`(?:\r?\n|")|\$env:/u.test(command) ? 'powershell' : 'posix';
}

/** Takes the carets off: a caret before a line end and another one is a line end, before one alone joins lines. */
const withoutCarets = (command: string): string =>
  command
    .replace(/\^\r?\n\r?\n/gu, '\n')
    .replace(/\^\r?\n/gu, ' ')
    .replace(/\^([\s\S])/gu, '$1');

/**
 * Splits one command the way a shell reads it: quotes, `$'…'`, escapes, joined lines. Nothing is run or filled in.
 * Ends at `|`, `;`, `&`, `<`, `>` and at the end of the line. Takes what browsers copy for POSIX shells, cmd.exe and
 * PowerShell.
 */
export function shellWords(command: string): ShellWords {
  const shell = shellOf(command);
  return new Splitter(shell === 'cmd' ? withoutCarets(command) : command, shell).split();
}

class Splitter {
  readonly #text: string;
  readonly #shell: Shell;
  readonly #words: string[] = [];
  readonly #unfilled: string[] = [];
  #word: string | null = null;
  #at = 0;

  constructor(text: string, shell: Shell) {
    this.#text = text;
    this.#shell = shell;
  }

  split(): ShellWords {
    while (this.#at < this.#text.length && this.#step()) {
      // Each step takes in one piece.
    }
    this.#end();
    return { words: this.#words, unfilled: this.#unfilled };
  }

  /** False at the end of the command. */
  #step(): boolean {
    const char = this.#text[this.#at]!;
    const next = this.#text[this.#at + 1] ?? '';
    if (char === "'" && this.#shell !== 'cmd') this.#single();
    else if (char === '$' && next === "'" && this.#shell === 'posix') {
      const [value, end] = ansiQuoted(this.#text, this.#at + 2);
      this.#add(value, end - this.#at);
    } else if (char === '"') this.#double();
    else if (char === (this.#shell === 'powershell' ? '`' : '\\') && this.#shell !== 'cmd') {
      const joined = /^.\r?\n/u.exec(this.#text.slice(this.#at, this.#at + 3));
      if (joined) this.#at += joined[0].length;
      else this.#add(next, 2);
    } else if (/\s/u.test(char)) {
      this.#end();
      // A new line ends the command, unless it only leads up to it.
      if (char === '\n' && this.#words.length > 0) return false;
      this.#at += 1;
    } else if (/[|;&<>]/u.test(char)) {
      return false;
    } else {
      this.#note();
      this.#add(char, 1);
    }
    return true;
  }

  #add(text: string, taken: number): void {
    this.#word = (this.#word ?? '') + text;
    this.#at += taken;
  }

  #end(): void {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
  }

  /** `'…'`: nothing is special in it; PowerShell writes the quote itself twice. */
  #single(): void {
    let end = this.#text.indexOf("'", this.#at + 1);
    while (this.#shell === 'powershell' && end >= 0 && this.#text[end + 1] === "'") {
      end = this.#text.indexOf("'", end + 2);
    }
    const stop = end < 0 ? this.#text.length : end;
    const inside = this.#text.slice(this.#at + 1, stop);
    this.#add(this.#shell === 'powershell' ? inside.replaceAll("''", "'") : inside, stop + 1 - this.#at);
  }

  #double(): void {
    this.#word ??= '';
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at]!;
      const next = this.#text[this.#at + 1] ?? '';
      if (char === '"') {
        // On Windows a quote within quotes may also be written twice.
        if (this.#shell === 'posix' || next !== '"') break;
        this.#add('"', 2);
      } else if (char === '\\' && this.#escapes(next)) {
        this.#add(next === '\n' ? '' : next, 2);
      } else if (char === '`' && this.#shell === 'powershell') {
        this.#add(next === '\n' ? '' : (POWERSHELL[next] ?? next), 2);
      } else {
        this.#note();
        this.#add(char, 1);
      }
    }
    this.#at += 1;
  }

  /** Programs on Windows read `\"` and what browsers write as `\\`. */
  #escapes(next: string): boolean {
    return next !== '' && (this.#shell === 'posix' ? '"\\$`\n' : '"\\').includes(next);
  }

  #note(): void {
    const rest = this.#text.slice(this.#at, this.#at + 200);
    const found =
      this.#shell === 'cmd'
        ? /^%[A-Za-z_]\w*%/u.exec(rest)
        : /^\$(?:\{[^}]*\}|\([^)]*\)|(?:env:)?[A-Za-z_]\w*)/u.exec(rest);
    if (found) this.#unfilled.push(found[0]);
  }
}

const POWERSHELL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

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
