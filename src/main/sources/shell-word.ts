import { StreamgaugeError } from '@shared/errors';

/** A piece of a shell word: text that means itself, or a variable that the shell fills in. */
export type WordPart = string | { readonly variable: string };

/** Variables that shells and programs set or mean something with: a placeholder of that name would be filled by chance. */
const TAKEN = new Set(
  'PATH HOME USER LOGNAME SHELL PWD OLDPWD IFS ENV BASH_ENV TERM LANG TZ HOST HOSTNAME MAIL EDITOR UID PPID RANDOM SECONDS PS1 PS2 PS4'.split(
    ' ',
  ),
);

/**
 * One word of a POSIX shell's command (POSIX.1-2017, XCU §2.2), safe whatever it holds: text in single quotes, in which
 * nothing has a meaning, variables in double quotes, so that they stay one word.
 * @throws StreamgaugeError `not-for-a-shell` for NUL, which no command can carry
 */
export function shellWord(parts: readonly WordPart[]): string {
  let word = '';
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else {
      word += `${quoted(text)}"$${part.variable}"`;
      text = '';
    }
  }
  word += quoted(text);
  return word === '' ? "''" : word;
}

/** The name of a variable made from a name of another kind: `X-Api-Key` becomes `X_API_KEY`. */
export function placeholder(name: string): { readonly variable: string } {
  return shellVariable(name.toUpperCase());
}

/** The same with capitals left as they are. */
export function shellVariable(name: string): { readonly variable: string } {
  const variable = name.replace(/[^A-Za-z0-9_]+/gu, '_') || 'VALUE';
  const begun = /^\d/u.test(variable) ? `_${variable}` : variable;
  return { variable: TAKEN.has(begun) ? `${begun}_VALUE` : begun };
}

function quoted(text: string): string {
  if (text === '') return '';
  if (text.includes('\0')) {
    throw new StreamgaugeError(
      'not-for-a-shell',
      'The source sends a NUL character, which no command line can carry.',
    );
  }
  return /^[A-Za-z0-9_./:=@%+,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
