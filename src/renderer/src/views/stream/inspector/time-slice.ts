/** ms that a piece of work may hold the page before it lets a frame through. */
const SLICE_MS = 8;

/** Says for `SLICE_MS` that work may go on. */
export function sliceClock(now: () => number = () => performance.now()): () => boolean {
  const until = now() + SLICE_MS;
  return () => now() < until;
}

/** Lets the page draw and take input. */
export function nextSlice(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
