/** `into`: look at the members of this object or array. `take`: as a value. `text`: a string, in pieces. */
export type Wish = 'into' | 'take' | 'text' | 'skip';

export interface JsonSink {
  /** What to do with the value at this place. The path is good only during the call; `container` is `{` or `[`, else null. */
  want(path: readonly (string | number)[], container: '{' | '[' | null): Wish;
  value(path: readonly (string | number)[], value: unknown): void;
  /** A part of a string, cut between characters. */
  text(path: readonly (string | number)[], part: string): void;
  /** A value that was wanted with `take` is longer than is taken. */
  tooLong(path: readonly (string | number)[]): void;
  /** An object or array that was gone into has ended. */
  left(path: readonly (string | number)[]): void;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** Longest name of a member that is told apart, bytes. */
const MAX_NAME_BYTES = 4_096;

/**
 * Walks through JSON (RFC 8259) of any size that comes in pieces, and picks values out of it: memory holds one value that was
 * wanted, never the document.
 */
export class JsonPicker {
  readonly #sink: JsonSink;
  readonly #maxValueBytes: number;
  readonly #path: (string | number)[] = [];
  readonly #arrays: boolean[] = [];
  #state: 'value' | 'name' | 'colon' | 'after' | 'within' | 'end' = 'value';
  #position = 0;

  // Within a value that is not gone into, or within a name.
  #wish: Wish | 'name' = 'skip';
  #depth = 0;
  #inString = false;
  #escaped = false;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Half of a pair at the end of a part of a string. */
  #half = '';

  constructor(sink: JsonSink, maxValueBytes: number) {
    this.#sink = sink;
    this.#maxValueBytes = maxValueBytes;
  }

  /** Whether the document has ended. */
  get complete(): boolean {
    return this.#state === 'end';
  }

  /** @throws SyntaxError with the place in bytes when this is no JSON */
  feed(bytes: Buffer): void {
    let i = 0;
    while (i < bytes.length) {
      if (this.#state === 'within') i = this.#within(bytes, i);
      else {
        const byte = bytes[i]!;
        const blank = byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
        i = blank ? i + 1 : this.#structure(i, byte);
      }
    }
    this.#position += bytes.length;
  }

  /** @returns where to go on */
  #structure(i: number, byte: number): number {
    const inArray = this.#arrays.at(-1);
    switch (this.#state) {
      case 'value':
        if (byte === CLOSE_ARRAY && inArray === true) return this.#leave(i);
        return this.#begin(i, byte);
      case 'name':
        if (byte === CLOSE_OBJECT) return this.#leave(i);
        if (byte !== QUOTE) throw this.#wrong(i);
        this.#enterValue('name', byte);
        return i;
      case 'colon':
        if (byte !== COLON) throw this.#wrong(i);
        this.#state = 'value';
        return i + 1;
      case 'after':
        if (byte === (inArray === true ? CLOSE_ARRAY : CLOSE_OBJECT)) return this.#leave(i);
        if (byte !== COMMA) throw this.#wrong(i);
        if (inArray === true) this.#path[this.#path.length - 1] = (this.#path.at(-1) as number) + 1;
        this.#state = inArray === true ? 'value' : 'name';
        return i + 1;
      default:
        throw this.#wrong(i);
    }
  }

  #begin(i: number, byte: number): number {
    if (byte === COMMA || byte === COLON || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY)
      throw this.#wrong(i);
    const container = byte === OPEN_OBJECT ? '{' : byte === OPEN_ARRAY ? '[' : null;
    let wish = this.#sink.want(this.#path, container);
    if (wish === 'into' && container) {
      this.#arrays.push(byte === OPEN_ARRAY);
      this.#path.push(byte === OPEN_ARRAY ? 0 : '');
      this.#state = byte === OPEN_ARRAY ? 'value' : 'name';
      return i + 1;
    }
    if (wish === 'text' && byte !== QUOTE) wish = 'skip';
    this.#enterValue(wish === 'into' ? 'skip' : wish, byte);
    return i;
  }

  #enterValue(wish: Wish | 'name', byte: number): void {
    this.#state = 'within';
    this.#wish = wish;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#half = '';
    // Of a string in parts its quotes are none.
    if (wish === 'text' && byte === QUOTE) this.#depth = -1;
  }

  /** Goes on within a value to its end, or that of the piece. */
  #within(bytes: Buffer, from: number): number {
    let start = from;
    if (this.#depth === -1) {
      this.#depth = 0;
      this.#inString = true;
      start = from + 1;
    }
    // Kept out of the object: this looks at every byte of the document.
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let end = -1;
    for (let i = start; i < bytes.length; i++) {
      const byte = bytes[i]!;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (depth === 0) end = i + 1;
        }
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        // A number or a word ends where what is around it does.
        if (depth === 0) end = i;
        else if ((depth -= 1) === 0) end = i + 1;
      } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) end = i;
      if (end !== -1) return this.#ended(bytes, start, end);
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    this.#hold(bytes, start, bytes.length);
    return bytes.length;
  }

  #hold(bytes: Buffer, from: number, to: number): void {
    if (this.#wish === 'skip' || from === to) return;
    const most = this.#wish === 'name' ? MAX_NAME_BYTES : this.#maxValueBytes;
    if (this.#wish !== 'text' && this.#heldBytes + to - from > most) {
      this.#held = [];
      this.#heldBytes = 0;
      if (this.#wish === 'take') this.#sink.tooLong(this.#path);
      // A name that long is nobody's; it still has to be passed.
      if (this.#wish === 'name') throw new SyntaxError('a name is too long');
      this.#wish = 'skip';
      return;
    }
    this.#held.push(Buffer.from(bytes.subarray(from, to)));
    this.#heldBytes += to - from;
    if (this.#wish === 'text') this.#part(false);
  }

  #ended(bytes: Buffer, from: number, to: number): number {
    if (this.#wish === 'take' && this.#heldBytes === 0 && to - from <= this.#maxValueBytes) {
      this.#sink.value(this.#path, parsed(bytes.toString('utf8', from, to)));
      this.#state = this.#path.length === 0 ? 'end' : 'after';
      return to;
    }
    this.#hold(bytes, from, this.#wish === 'text' ? to - 1 : to);
    if (this.#wish === 'take') this.#sink.value(this.#path, this.#takeValue());
    else if (this.#wish === 'text') this.#part(true);
    else if (this.#wish === 'name') {
      this.#path[this.#path.length - 1] = String(this.#takeValue());
      this.#state = 'colon';
      return to;
    }
    this.#state = this.#path.length === 0 ? 'end' : 'after';
    return to;
  }

  #takeValue(): unknown {
    const text = Buffer.concat(this.#held).toString('utf8');
    this.#held = [];
    this.#heldBytes = 0;
    return parsed(text);
  }

  /** Hands on what is held of a string, but for what may be the beginning of a character. */
  #part(last: boolean): void {
    const all = Buffer.concat(this.#held);
    const end = last ? all.length : wholeEnd(all);
    this.#held = end < all.length ? [all.subarray(end)] : [];
    this.#heldBytes = all.length - end;
    let text = this.#half + (parsed(`"${all.toString('utf8', 0, end)}"`) as string);
    this.#half = '';
    if (!last && /[\ud800-\udbff]$/u.test(text)) {
      this.#half = text.slice(-1);
      text = text.slice(0, -1);
    }
    if (text !== '') this.#sink.text(this.#path, text);
  }

  #leave(i: number): number {
    this.#path.pop();
    this.#arrays.pop();
    this.#sink.left(this.#path);
    this.#state = this.#path.length === 0 ? 'end' : 'after';
    return i + 1;
  }

  #wrong(i: number): SyntaxError {
    return new SyntaxError(`no JSON at byte ${this.#position + i}`);
  }
}

/** The message of the parser quotes what it read, and is one of the engine's. @throws SyntaxError */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('a value is no JSON');
  }
}

/** Where the part of a string ends that holds whole escapes and characters only. */
function wholeEnd(bytes: Buffer): number {
  // The last escape, if it is not whole: `\`, `\u`, `\u0`…
  for (let i = bytes.length - 1; i >= Math.max(0, bytes.length - 6); i--) {
    if (bytes[i] !== BACKSLASH) continue;
    let run = i;
    while (run > 0 && bytes[run - 1] === BACKSLASH) run -= 1;
    // An even number before it: it begins an escape.
    if ((i - run) % 2 === 1) continue;
    const needs = bytes[i + 1] === 0x75 ? 6 : 2;
    if (i + needs > bytes.length) return i;
    break;
  }
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
