import { shallowRef, watch, type Ref } from 'vue';

/** A line that is on the screen: which one, and a number that changes whenever it should blink. */
export interface BlinkLine {
  readonly path: string;
  readonly stamp: number;
}

/**
 * How often each line has blinked while on the screen, by path. A line that only comes into view does not blink. Never holds
 * more than the lines that are drawn.
 *
 * @param on while it is false nothing blinks, and what changes meanwhile is not made up for
 */
export function useRowBlinks(
  lines: () => readonly BlinkLine[],
  on: () => boolean,
): Readonly<Ref<ReadonlyMap<string, number>>> {
  const beats = shallowRef<ReadonlyMap<string, number>>(new Map());
  let before = new Map<string, number>();
  watch(
    lines,
    (drawn) => {
      const stamps = new Map<string, number>();
      const next = new Map<string, number>();
      for (const { path, stamp } of drawn) {
        const had = before.get(path);
        const beat = beats.value.get(path) ?? 0;
        next.set(path, on() && had !== undefined && had !== stamp ? beat + 1 : on() ? beat : 0);
        stamps.set(path, stamp);
      }
      before = stamps;
      beats.value = next;
    },
    { immediate: true },
  );
  return beats;
}
