/** Words of an untrusted document as parts of a TypeScript file: nothing of them is ever read as code. */

const MAX_NAME = 80;
const MAX_COMMENT = 2_000;

// What a reader of the file would not see, or see elsewhere than where it is, and what ends a line.
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what this takes out
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;

/** A string literal. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(
    INVISIBLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The key of a property: bare when it is an identifier. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/u.test(name) && name !== '__proto__' ? name : literal(name);
}

/** A doc comment, or nothing for no text. */
export function docComment(text: string | undefined, indent = ''): string {
  const lines = commentText(text ?? '');
  if (lines.length === 0) return '';
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** A remark inside of a line. */
export function remark(text: string): string {
  return `/* ${commentText(text).join(' ')} */`;
}

function commentText(text: string): string[] {
  const safe = text
    .slice(0, MAX_COMMENT)
    .replaceAll(/\r\n?/gu, '\n')
    .replace(INVISIBLE, ' ')
    // Nothing may end the comment, or be taken for an instruction to the compiler.
    .replaceAll('*/', '*\\/')
    .replaceAll('@ts-', '@ ts-')
    .trim();
  return safe === '' ? [] : safe.split('\n').map((line) => line.trimEnd());
}

/** `order.paid` → `OrderPaid`; ASCII letters and digits only. `fallback` when nothing is left. */
export function pascalCase(text: string, fallback: string): string {
  const words = text.slice(0, 500).split(/[^A-Za-z0-9]+/u);
  const name = words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .slice(0, MAX_NAME);
  if (name === '') return fallback;
  return /^\d/u.test(name) ? `${fallback}${name}` : name;
}

/** Names that are given once. */
export class Names {
  readonly #taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }

  /** The first of the wishes that is free, or the last one with a number. */
  take(...wishes: readonly [string, ...string[]]): string {
    const wish = wishes.find((name) => !this.#taken.has(name)) ?? this.#numbered(wishes.at(-1)!);
    this.#taken.add(wish);
    return wish;
  }

  #numbered(name: string): string {
    let number = 2;
    while (this.#taken.has(`${name}${number}`)) number++;
    return `${name}${number}`;
  }
}
