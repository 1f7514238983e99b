/**
 * Sentences of the engine by their English template: `{0} ended the stream.` → `{0} hat den Strom beendet.` The numbers
 * are the places of the template's values in order.
 */
export type SentenceEntries = Readonly<Record<string, string>>;

/** Sentences within sentences that are followed: a problem that names the one before, which names what the system said. */
const MOST_DEPTH = 4;
/** Longer texts stay English: nobody of us writes such a sentence. UTF-16 code units. */
const MOST_LENGTH = 8_000;
/** Sentences of one text that are told apart. */
const MOST_SENTENCES = 24;
/** Texts whose wording is remembered: those of rows are asked for with every frame. */
const MOST_REMEMBERED = 1_000;

interface Template {
  /** What stands before, between and after the values. */
  readonly fixed: readonly string[];
  readonly translated: string;
}

/**
 * Words the engine's sentences in another language. The engine says each sentence once, in English: for the terminal, the
 * log, the answers of the hub and the rows that a history keeps. A window in another language finds the template that a
 * sentence was made from by the template's fixed parts, and fills the translated one with the same values. So sentences
 * that were stored years ago are worded too, and nothing but text crosses IPC.
 *
 * What matches no template stays as it is. Values that are sentences themselves are worded in turn, as are the parts of
 * lists; figures with a unit get the decimal sign of the language.
 */
export class SentenceBook {
  readonly #whole = new Map<string, string>();
  /** With values: the most specific first. */
  readonly #templates: readonly Template[];
  /** Of these: that end in what somebody else said. */
  readonly #quoting: readonly Template[];
  readonly #remembered = new Map<string, string>();
  readonly #figures: (text: string) => string;
  readonly #lists: Readonly<Record<'and' | 'or', Intl.ListFormat>>;

  /** @param locale whose decimal and thousands signs figures get, BCP 47 */
  constructor(entries: SentenceEntries, locale: string) {
    const templates: Template[] = [];
    for (const [english, translated] of Object.entries(entries)) {
      const fixed = english.split(/\{\d\}/u);
      if (fixed.length === 1) this.#whole.set(english, translated);
      else templates.push({ fixed, translated });
    }
    const weight = ({ fixed }: Template): number => fixed.reduce((sum, part) => sum + part.length, 0);
    this.#templates = templates.sort((a, b) => weight(b) - weight(a));
    this.#quoting = this.#templates.filter(
      ({ fixed }) => fixed[0] !== '' && fixed.at(-1) === '' && fixed.at(-2)!.endsWith(': '),
    );
    this.#figures = figuresOf(locale);
    this.#lists = {
      and: new Intl.ListFormat(locale, { type: 'conjunction' }),
      or: new Intl.ListFormat(locale, { type: 'disjunction' }),
    };
  }

  /** @param text one or several whole sentences in English, or anything else, which is given back as it is */
  word(text: string): string {
    if (text === '' || text.length > MOST_LENGTH) return text;
    const known = this.#remembered.get(text);
    if (known !== undefined) return known;
    const worded = this.#wordAll(text, MOST_DEPTH) ?? text;
    if (this.#remembered.size >= MOST_REMEMBERED) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest);
        break;
      }
    }
    this.#remembered.set(text, worded);
    return worded;
  }

  /** A whole text; null when nothing of it is known. */
  #wordAll(text: string, depth: number): string | null {
    const ends = sentenceEnds(text);
    const alone = this.#wordOne(text, depth, ends.length > 0 ? 'within-sentence' : 'anything');
    if (alone !== null || ends.length === 0) return alone;
    return this.#wordEach(text, ends, depth) ?? this.#wordOne(text, depth, 'anything');
  }

  /** The sentences of a text one by one, as many at a time as a template has; null when it knows none of them. */
  #wordEach(text: string, ends: readonly number[], depth: number): string | null {
    const parts: string[] = [];
    let knowsAny = false;
    let from = 0;
    const stops = [...ends, text.length];
    while (from < text.length) {
      const ahead = stops.filter((stop) => stop > from);
      let to = ahead[0]!;
      let worded: string | null = null;
      for (const stop of ahead.reverse()) {
        worded = this.#wordOne(text.slice(from, stop), depth, 'within-sentence');
        if (worded !== null) {
          to = stop;
          break;
        }
      }
      knowsAny ||= worded !== null;
      parts.push(worded ?? text.slice(from, to));
      from = to;
      while (text[from] === ' ') from++;
    }
    return knowsAny ? parts.join(' ') : null;
  }

  /** What is one entry of the book; null when it is none. */
  #wordOne(text: string, depth: number, values: 'within-sentence' | 'anything'): string | null {
    const whole = this.#wordWhole(text);
    if (whole !== null) return whole;
    const made = firstMatch(this.#templates, text, values);
    if (!made) return null;
    // `The last time: {0}`, though `{0} ended the stream.` has more letters.
    const isQuoted = made.fixed[0] === '' && made.found[0]!.includes(': ');
    const { found, translated } = (isQuoted ? firstMatch(this.#quoting, text, values) : null) ?? made;
    return translated.replace(/\{(\d)\}/gu, (_all, place: string) =>
      this.#wordValue(found[Number(place)] ?? '', depth - 1),
    );
  }

  /** What has no values; a phrase also with the capital letter that it gets where it begins a sentence. */
  #wordWhole(text: string): string | null {
    const whole = this.#whole.get(text);
    if (whole !== undefined) return whole;
    const phrase = this.#whole.get(text.charAt(0).toLowerCase() + text.slice(1));
    return phrase === undefined ? null : phrase.charAt(0).toUpperCase() + phrase.slice(1);
  }

  /** `the token and the password`: a list of phrases, of which at least one is known; null for anything else. */
  #wordList(text: string): string | null {
    const [, before, conjunction, last] = /^(.+?),? (and|or) ((?:(?! (?:and|or) ).)+)$/u.exec(text) ?? [];
    if (before === undefined || conjunction === undefined || last === undefined) return null;
    const parts = [...before.split(', '), last];
    if (parts.every((part) => this.#wordWhole(part) === null)) return null;
    return this.#lists[conjunction as 'and' | 'or'].format(
      parts.map((part) => this.#wordWhole(part) ?? part),
    );
  }

  #wordValue(text: string, depth: number): string {
    const bare = text.trim();
    if (bare === '' || depth < 0) return text;
    const worded = this.#wordAll(bare, depth) ?? this.#wordList(bare) ?? this.#figures(bare);
    return text.replace(bare, () => worded);
  }
}

/** The first of these templates that a text was made from, with its values. */
function firstMatch(
  templates: readonly Template[],
  text: string,
  values: 'within-sentence' | 'anything',
): (Template & { readonly found: readonly string[] }) | null {
  for (const { fixed, translated } of templates) {
    const found = valuesIn(text, fixed);
    if (!found) continue;
    if (values === 'within-sentence' && found.slice(0, -1).some(hasSentenceEnd)) continue;
    // The last value may be what somebody else said, in as many sentences as they like, but only at the very end.
    if (values === 'within-sentence' && fixed.at(-1) !== '' && hasSentenceEnd(found.at(-1)!)) continue;
    return { fixed, translated, found };
  }
  return null;
}

/** What stands between the fixed parts of a template, leftmost first; null when the text was not made from it. */
function valuesIn(text: string, fixed: readonly string[]): string[] | null {
  const first = fixed[0]!;
  const last = fixed.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const values: string[] = [];
  let at = first.length;
  for (const part of fixed.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return null;
    values.push(text.slice(at, found));
    at = found + part.length;
  }
  if (at > text.length - last.length) return null;
  values.push(text.slice(at, text.length - last.length));
  return values;
}

/** Where sentences end before another one starts: behind the full stop. */
function sentenceEnds(text: string): number[] {
  const ends: number[] = [];
  for (const { index } of text.matchAll(/[.!?](?= +[\p{Lu}\p{N}“"'(])/gu)) {
    if (ends.length >= MOST_SENTENCES) break;
    ends.push(index + 1);
  }
  return ends;
}

const hasSentenceEnd = (text: string): boolean => /[.!?] +[\p{Lu}“"'(]/u.test(text);

/** `3.2 s` → `3,2 s`, `1,204` → `1.204`: only what is surely a figure, never a version or an address. */
function figuresOf(locale: string): (text: string) => string {
  // Five digits: Spanish groups no fewer.
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345.5);
  const sign = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  const signs: Readonly<Record<string, string>> = { '.': sign('decimal'), ',': sign('group') };
  const FIGURE = /^(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?: [a-zA-Zµ%/]{1,4})?|\d+\.\d+ [a-zA-Zµ%/]{1,4})$/u;
  return (text) => (FIGURE.test(text) ? text.replace(/[.,]/gu, (one) => signs[one]!) : text);
}
