import { shallowRef, watch, type Ref } from 'vue';

/** A line that is on the screen: which one, and a number that changes whenever it should blink. */
export interface BlinkLine {
  readonly path: string;
  readonly stamp: number;
  /** It never blinks as it is now. */
  readonly still: boolean;
}

/** A line that changed less than this long ago changes all the time: that it does so again says nothing, ms. */
const RARE_MS = 2_500;

/**
 * How often each line has blinked while on the screen, by path. Only rare changes blink: lines of a steady stream would all
 * do so together, once a second. A line that only comes into view does not blink. Never holds more than the lines that are
 * drawn.
 *
 * @param on while it is false nothing blinks, and what changes meanwhile is not made up for
 */
export function useRowBlinks(
  lines: () => readonly BlinkLine[],
  on: () => boolean,
): Readonly<Ref<ReadonlyMap<string, number>>> {
  const beats = shallowRef<ReadonlyMap<string, number>>(new Map());
  let before = new Map<string, { readonly stamp: number; readonly since: number }>();
  watch(
    lines,
    (drawn) => {
      const now = performance.now();
      const stamps = new Map<string, { readonly stamp: number; readonly since: number }>();
      const next = new Map<string, number>();
      for (const { path, stamp, still } of drawn) {
        const had = before.get(path);
        const beat = beats.value.get(path) ?? 0;
        const isSame = had?.stamp === stamp;
        const blinks = had !== undefined && !isSame && now - had.since >= RARE_MS;
        next.set(path, on() && !still ? beat + Number(blinks) : 0);
        stamps.set(path, isSame ? had : { stamp, since: now });
      }
      before = stamps;
      beats.value = next;
    },
    { immediate: true },
  );
  return beats;
}
