// The gallery stands still, so that its pictures are the same each time: imported before everything else.

/** 21 November 2026, 14:32:07.481 UTC. */
export const STILL_MS = Date.UTC(2026, 10, 21, 14, 32, 7, 481);
const NativeDate = Date;

class StillDate extends NativeDate {
  constructor(...parts: readonly unknown[]) {
    if (parts.length === 0) super(STILL_MS);
    else super(...(parts as [number]));
  }
  static override now(): number {
    return STILL_MS;
  }
}
globalThis.Date = StillDate as DateConstructor;

// The same numbers each time: mulberry32, public domain.
let state = 0x5ee9;
Math.random = () => {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
};
