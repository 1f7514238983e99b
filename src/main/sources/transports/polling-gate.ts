/** Polls that are in flight to one origin at once, as browsers have it. */
const MAX_IN_FLIGHT = 6;

interface Origin {
  inFlight: number;
  readonly waiting: (() => void)[];
}

const origins = new Map<string, Origin>();

/**
 * Waits for a place among the polls of an origin, first come, first served, whatever the sources are. Long polls, which
 * wait at the server, need none.
 * @returns gives the place back; may be called more than once
 */
export async function enterOrigin(origin: string, signal: AbortSignal): Promise<() => void> {
  let state = origins.get(origin);
  if (!state) origins.set(origin, (state = { inFlight: 0, waiting: [] }));
  const here = state;
  if (here.inFlight < MAX_IN_FLIGHT) here.inFlight++;
  else {
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        here.waiting.splice(here.waiting.indexOf(enter), 1);
        reject(signal.reason as Error);
      };
      here.waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
  let inside = true;
  return () => {
    if (!inside) return;
    inside = false;
    const next = here.waiting.shift();
    if (next) next();
    else if (--here.inFlight === 0) origins.delete(origin);
  };
}
