/** How often a crashed window is loaded again by itself before a person is asked. */
export const MAX_RELOADS = 3;
/** Within how long, ms. */
export const RELOAD_WINDOW_MS = 60_000;

/** Counts crashes. Returns a function that says for each one whether to reload without asking. */
export function crashLimit(now: () => number = Date.now): () => boolean {
  let recent: number[] = [];
  return () => {
    const time = now();
    recent = recent.filter((at) => time - at < RELOAD_WINDOW_MS);
    if (recent.length >= MAX_RELOADS) return false;
    recent.push(time);
    return true;
  };
}
