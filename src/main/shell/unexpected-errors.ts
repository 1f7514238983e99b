import type { Notice } from '@shared/ipc';

/** Id of the one notice about them. */
export const UNEXPECTED_NOTICE = 'unexpected-error';

/** Most errors that are written down a minute: one that comes with every event would fill the disk. */
const MOST_A_MINUTE = 20;

export interface UnexpectedErrors {
  /** From here on the person is told in the window, once; before, one that is thrown ends the start. */
  tellThrough(tell: (notice: Notice) => void): void;
}

/**
 * Takes what nobody caught. Electron would put a dialog over everything for each; the sources and the server of this app are
 * better off going on.
 *
 * @param write takes an error down
 * @param endStart says why the app cannot start, and ends it
 */
export function watchUnexpectedErrors(
  write: (error: unknown) => void,
  endStart: (error: unknown) => unknown,
): UnexpectedErrors {
  let isEnding = false;
  let tell: ((notice: Notice) => void) | null = null;
  let told = false;
  let written = 0;
  let since = 0;
  const take = (error: unknown): void => {
    const now = Date.now();
    if (now - since > 60_000) [since, written] = [now, 0];
    if (++written <= MOST_A_MINUTE) write(error);
    if (told || !tell) return;
    told = true;
    tell({
      id: UNEXPECTED_NOTICE,
      level: 'error',
      code: UNEXPECTED_NOTICE,
      message: `Something in Streamgauge failed that nobody expected: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'It goes on, but something may be missing until it is started again. Help, Save diagnostic bundle, puts together what is needed to find out why.',
    });
  };
  process.on('uncaughtException', (error) => {
    take(error);
    if (tell || isEnding) return;
    isEnding = true;
    endStart(error);
  });
  process.on('unhandledRejection', take);
  return {
    tellThrough(next) {
      tell = next;
    },
  };
}
