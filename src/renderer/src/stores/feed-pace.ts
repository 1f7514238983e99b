import { nextTick } from 'vue';

/** Time that drawing may take of each frame on average, ms: of 16.7 at 60 Hz, so that keys and pointer stay quick. */
const SHARE_MS = 6;
/** Most frames between two updates: about ten pictures a second on a machine that is hardly able to draw. */
const MAX_FRAMES = 6;
/** How much of what a picture cost is taken over into the estimate. */
const WEIGHT = 0.25;

/**
 * Makes the function that acknowledges updates once they are on the screen: each of them when drawing is quick, and every
 * second, third… frame the more of a frame it takes. Nothing is lost by it, the next update is of what is newest then.
 */
export function pacedAcknowledgement(send: (number: number) => void): (number: number) => void {
  /** What a picture costs, ms: writing, style, layout and painting, up to the end of the frame that shows it. */
  let cost = 0;
  let written = 0;
  let began: number | null = null;
  const drawn = new MessageChannel();
  // Posted by a frame's callback, it comes when the frame is drawn.
  drawn.port1.onmessage = () => {
    if (began !== null) cost += (written + performance.now() - began - cost) * WEIGHT;
    began = null;
  };
  return (number) => {
    const taken = performance.now();
    void nextTick(() => (written = performance.now() - taken));
    const wait = (frames: number): void =>
      void requestAnimationFrame(() => {
        if (frames === 1) {
          began = performance.now();
          drawn.port2.postMessage(null);
        }
        if (frames >= Math.min(MAX_FRAMES, Math.ceil(cost / SHARE_MS))) send(number);
        else wait(frames + 1);
      });
    wait(1);
  };
}
