/** Hues of event types, in the order in which they are given away. Clay and rose are last: they sit near error. */
export const HUES = ['water', 'heather', 'moss', 'sand', 'iris', 'slate', 'clay', 'rose'] as const;
export type Hue = (typeof HUES)[number];

/** Types that are remembered; a stream with more of them gets its hues from a hash instead. */
const MAX_REMEMBERED = 2_000;

/** Gives every type a hue by order of first appearance, which it keeps for the life of the window. */
export class TypeHues {
  readonly #places = new Map<string, number>();

  /** Notes that a type has appeared. */
  note(type: string): void {
    if (type !== '' && !this.#places.has(type) && this.#places.size < MAX_REMEMBERED) {
      this.#places.set(type, this.#places.size);
    }
  }

  of(type: string): Hue {
    return HUES[(this.#places.get(type) ?? hash(type)) % HUES.length]!;
  }

  /** When a type appeared first, as a number to sort by. */
  place(type: string): number {
    return this.#places.get(type) ?? MAX_REMEMBERED;
  }
}

function hash(text: string): number {
  let value = 0;
  for (let i = 0; i < Math.min(text.length, 64); i++) value = (value * 31 + text.charCodeAt(i)) >>> 0;
  return value;
}
