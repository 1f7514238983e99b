import { untilWholeSecond } from '@shared/whole-seconds';

/** Calls `work` at every whole second of the clock. Returns what ends it; it keeps no process alive. */
export function everySecond(work: () => void): () => void {
  let timer: NodeJS.Timeout;
  const plan = (): void => {
    timer = setTimeout(() => {
      plan();
      work();
    }, untilWholeSecond());
    timer.unref();
  };
  plan();
  return () => clearTimeout(timer);
}
