import UFuzzy from '@leeoniya/ufuzzy';
import { PALETTE_GROUPS, type PaletteEntry, type PaletteGroup } from './palette-entry';

/** An entry with the characters of its title that were found: ranges, start and end by turns. */
export interface FoundEntry {
  readonly entry: PaletteEntry;
  readonly marks: readonly number[];
}
export interface FoundGroup {
  readonly group: PaletteGroup;
  readonly entries: readonly FoundEntry[];
  /** How many there are, of which `entries` are the first. */
  readonly total: number;
}

/** What the text asks for, after the sign that narrows it to one kind. */
export interface Wanted {
  readonly only: PaletteGroup | null;
  readonly text: string;
}

const SIGNS: Readonly<Record<string, PaletteGroup>> = { '>': 'commands', '#': 'channels', '@': 'sources' };

/** Most that show of one group beside others, and of a group alone. */
const MOST: Readonly<Record<PaletteGroup, number>> = {
  recent: 5,
  commands: 8,
  sources: 5,
  channels: 6,
  types: 4,
  queries: 5,
  settings: 4,
  events: 3,
};
const MOST_ALONE = 60;
/** How many finds are ranked; beyond that the order they come in is as good. */
const MOST_RANKED = 2_000;
/** Most words that are found in any order. */
const MOST_MOVED = 4;
/** Longest needle that is looked for, UTF-16 code units. */
const LONGEST = 120;

const LETTERS: UFuzzy.Options = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  // What is found alike stays in the order in which it is listed.
  compare: () => 0,
};
/** Words as they are written; and, when those find nothing, with letters left out or forgotten between them. */
const exact = new UFuzzy(LETTERS);
const loose = new UFuzzy({ ...LETTERS, intraIns: 3 });

export function wantedOf(text: string): Wanted {
  const only = SIGNS[text.charAt(0)] ?? null;
  return { only, text: (only === null ? text : text.slice(1)).trim().slice(0, LONGEST) };
}

/** Finds entries as somebody types. Made once for a list of entries, which may be thousands. */
export class EntrySearch {
  readonly #groups = new Map<PaletteGroup, { entries: PaletteEntry[]; texts: string[] }>();

  constructor(entries: readonly PaletteEntry[]) {
    for (const entry of entries) {
      const group = this.#groups.get(entry.group) ?? { entries: [], texts: [] };
      group.entries.push(entry);
      // A line feed is in no title: what is found behind it is not marked.
      group.texts.push(plain(`${entry.title}\n${entry.sub ?? ''} ${entry.also ?? ''}`));
      this.#groups.set(entry.group, group);
    }
  }

  /**
   * @param recent ids of what was chosen before, newest first: they come first when nothing is asked for, and before others
   *   that are found as well
   */
  find({ only, text }: Wanted, recent: readonly string[]): FoundGroup[] {
    if (text === '') return only === null ? this.#unasked(recent) : this.#whole(only);
    // A minus before a word and quotation marks mean something to the search, and nothing to who types a command.
    const needle = plain(text).replace(/(^|\s)-+|"/gu, '$1 ');
    const groups = PALETTE_GROUPS.filter((group) => only === null || group === only);
    const found = groups.flatMap((group) => this.#search(exact, group, needle, recent, only !== null));
    if (found.length > 0) return found;
    return groups.flatMap((group) => this.#search(loose, group, needle, recent, only !== null));
  }

  /** What was chosen last, and all commands. */
  #unasked(recent: readonly string[]): FoundGroup[] {
    const byId = new Map<string, PaletteEntry>();
    for (const { entries } of this.#groups.values()) for (const entry of entries) byId.set(entry.id, entry);
    const last = recent.flatMap((id) => byId.get(id) ?? []).slice(0, MOST.recent);
    return [
      ...(last.length > 0
        ? [{ group: 'recent' as const, entries: last.map(unmarked), total: last.length }]
        : []),
      ...this.#whole('commands').map((group) => ({
        ...group,
        entries: group.entries.filter(({ entry }) => !last.includes(entry)),
      })),
    ];
  }

  #whole(group: PaletteGroup): FoundGroup[] {
    // What is done with one source of many is found by its words alone.
    const entries = (this.#groups.get(group)?.entries ?? []).filter(({ about }) => about === undefined);
    if (entries.length === 0) return [];
    // Commands are few enough to be looked through.
    const most = group === 'commands' ? entries.length : MOST_ALONE;
    return [{ group, entries: entries.slice(0, most).map(unmarked), total: entries.length }];
  }

  #search(
    fuzzy: UFuzzy,
    group: PaletteGroup,
    needle: string,
    recent: readonly string[],
    alone: boolean,
  ): FoundGroup[] {
    const list = this.#groups.get(group);
    if (!list) return [];
    const [indexes, info, order] = fuzzy.search(list.texts, needle, MOST_MOVED, MOST_RANKED);
    if (!indexes) return [];
    const ranked: FoundEntry[] = order
      ? order.map((at) => marked(list.entries[info.idx[at]!]!, info.ranges[at]!))
      : indexes.map((index) => unmarked(list.entries[index]!));
    const fitting = ranked.filter(isMeant);
    if (fitting.length === 0) return [];
    const most = alone ? MOST_ALONE : MOST[group];
    return [{ group, entries: recentFirst(fitting, recent).slice(0, most), total: fitting.length }];
  }
}

const unmarked = (entry: PaletteEntry): FoundEntry => ({ entry, marks: [] });

function marked(entry: PaletteEntry, ranges: readonly number[]): FoundEntry {
  const { length } = entry.title;
  const marks: number[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    if (ranges[i]! < length) marks.push(ranges[i]!, Math.min(length, ranges[i + 1]!));
  }
  return { entry, marks };
}

/** What is done with one of many was asked for by both: by what, and with which. */
function isMeant({ entry: { about }, marks }: FoundEntry): boolean {
  if (!about) return true;
  let inside = false;
  let outside = false;
  for (let i = 0; i + 1 < marks.length; i += 2) {
    const [from, to] = [marks[i]!, marks[i + 1]!];
    if (from < about[1] && to > about[0]) inside = true;
    if (from < about[0] || to > about[1]) outside = true;
  }
  return inside && outside;
}

/** Those that were chosen before, newest first, then the rest as they are. */
function recentFirst(found: readonly FoundEntry[], recent: readonly string[]): FoundEntry[] {
  const age = (one: FoundEntry): number => {
    const at = recent.indexOf(one.entry.id);
    return at < 0 ? recent.length : at;
  };
  return [...found].sort((a, b) => age(a) - age(b));
}

/** Letters without their marks, one for one, so that places stay where they are: `Größe` is found by `grosse` as `grose`. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- ASCII has no marks to take off
  if (/^[\u0000-\u007f]*$/u.test(text)) return text;
  let made = '';
  for (const char of text) {
    const [base] = char.normalize('NFD');
    made += base !== undefined && base.length === char.length ? base : char;
  }
  return made;
}
