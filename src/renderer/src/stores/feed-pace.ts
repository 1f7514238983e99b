/** Time between two acknowledgements, ms: about 30 pictures a second, more than anybody reads. */
const MIN_ACK_MS = 33;
/** One frame at 60 Hz, and the most that a late one counts, ms. */
const FRAME_MS = 17;
const MAX_LATE_MS = 80;
/** Shorter waits are not worth a timer, ms. */
const SLACK_MS = 4;

/**
 * Makes the function that acknowledges updates once they are on the screen. A machine that is late with its
 * pictures gets fewer of them, so that keys and pointer stay quick.
 */
export function pacedAcknowledgement(send: (number: number) => void): (number: number) => void {
  let last = 0;
  return (number) => {
    const taken = performance.now();
    const acknowledge = (): void => {
      last = performance.now();
      send(number);
    };
    requestAnimationFrame(() => {
      const now = performance.now();
      const late = Math.min(MAX_LATE_MS, Math.max(0, now - taken - FRAME_MS));
      const wait = last + MIN_ACK_MS + 2 * late - now;
      if (wait > SLACK_MS) setTimeout(acknowledge, wait);
      else acknowledge();
    });
  };
}
