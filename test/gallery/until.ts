/** Frames that a state may take: about ten seconds. */
const MOST_FRAMES = 600;

/**
 * Waits for what takes its time: an editor that is loaded, a chart that is drawn.
 * @throws Error when it does not come
 */
export async function until(isThere: () => unknown): Promise<void> {
  for (let frame = 0; !isThere(); frame++) {
    if (frame > MOST_FRAMES) throw new Error(`A state of a story does not come about: ${isThere}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
