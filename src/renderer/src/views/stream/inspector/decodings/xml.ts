import { decoded, refused, type DecodeResult } from './decoding';

/** Longer ones are not laid out, UTF-16 code units. */
export const LONGEST_XML = 2 * 1024 * 1024;
/** Deeper ones are not laid out. */
export const MAX_XML_DEPTH = 500;
const INDENT = '  ';
/** Deeper levels stand no further in: lines would be mostly space. */
const MAX_INDENT = 40;
/** Most of what is laid out, UTF-16 code units. */
const LONGEST_RESULT = 16 * 1024 * 1024;

const NAME = '[\\p{L}_:][\\p{L}\\p{N}_:.\\-\\u00b7]*';
const START = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'uy');
const END = new RegExp(`</(${NAME})\\s*>`, 'uy');
/** Constructs that are taken over as they stand, and what they end with. */
const VERBATIM = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * An XML document with each element on a line of its own; names, values and references stay as they were sent. Read here and
 * not by the page's parser, which would resolve entities: a document type is refused, since with it a few bytes could grow
 * without bound, or name files.
 */
export function decodeXml(text: string): DecodeResult {
  if (text.length > LONGEST_XML) return refused('too-long');
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text)) return refused('xml-doctype');
  const layout = new Layout();
  let at = 0;
  while (at < text.length) {
    if (layout.depth > MAX_XML_DEPTH) return refused('xml-deep');
    if (layout.length > LONGEST_RESULT) return refused('too-long');
    const next = text[at] === '<' ? markup(text, at, layout) : characters(text, at, layout);
    if (next === null) return refused('not-xml');
    at = next;
  }
  const lines = layout.finish();
  return lines ? decoded({ kind: 'text', text: lines.join('\n'), facts: [] }) : refused('not-xml');
}

/** Whether a text begins like a document and not like a sentence with a sign in it. */
export const looksLikeXml = (text: string): boolean =>
  text.length <= LONGEST_XML &&
  /^\s*<(?:\?xml|!--|!DOCTYPE\s|[A-Za-z_])/iu.test(text) &&
  /[\w?/"'\])-]>\s*$/u.test(text.slice(-64));

/** Takes one tag, comment, section or instruction; the place after it, or null when it is none. */
function markup(text: string, at: number, layout: Layout): number | null {
  for (const [start, end] of VERBATIM) {
    if (!text.startsWith(start, at)) continue;
    const stop = text.indexOf(end, at + start.length);
    if (stop < 0) return null;
    layout.put(text.slice(at, stop + end.length));
    return stop + end.length;
  }
  END.lastIndex = at;
  const end = END.exec(text);
  if (end) return layout.close(end[1]!) ? END.lastIndex : null;
  START.lastIndex = at;
  const start = START.exec(text);
  if (!start) return null;
  const [, name = '', attributes = '', empty = ''] = start;
  if (!layout.open(name, attributes.replace(/\s+/gu, ' ').trimEnd(), empty !== '')) return null;
  return START.lastIndex;
}

/** Takes text up to the next tag; null where none may stand. */
function characters(text: string, at: number, layout: Layout): number | null {
  const next = text.indexOf('<', at);
  const stop = next < 0 ? text.length : next;
  const content = text.slice(at, stop).trim();
  if (content !== '') {
    if (layout.depth === 0) return null;
    layout.put(content);
  }
  return stop;
}

/** Lines of a document, and which elements are open. */
class Layout {
  readonly #lines: string[] = [];
  readonly #open: string[] = [];
  #roots = 0;
  length = 0;
  /** What has come since the last start tag: nothing, one piece of content, or more. */
  #inside: 'nothing' | 'one' | 'more' = 'more';

  get depth(): number {
    return this.#open.length;
  }

  put(content: string): void {
    this.#inside = this.#inside === 'nothing' ? 'one' : 'more';
    this.#line(content);
  }
  /** False where no other element may stand. */
  open(name: string, attributes: string, empty: boolean): boolean {
    if (this.depth === 0 && ++this.#roots > 1) return false;
    this.#line(`<${name}${attributes}${empty ? '/' : ''}>`);
    if (!empty) this.#open.push(name);
    this.#inside = empty ? 'more' : 'nothing';
    return true;
  }
  /** False when another element, or none, is open. */
  close(name: string): boolean {
    if (this.#open.pop() !== name) return false;
    const tag = `</${name}>`;
    // An element with nothing or one text in it stays on its line.
    const content = this.#inside === 'one' ? this.#lines.pop()!.trimStart() : '';
    if (this.#inside === 'more') this.#line(tag);
    else this.#lines[this.#lines.length - 1] += content + tag;
    this.#inside = 'more';
    return true;
  }
  /** All lines; null when something is still open or there is no element. */
  finish(): readonly string[] | null {
    return this.depth === 0 && this.#roots === 1 ? this.#lines : null;
  }

  #line(content: string): void {
    const line = INDENT.repeat(Math.min(this.depth, MAX_INDENT)) + content;
    this.length += line.length + 1;
    this.#lines.push(line);
  }
}
