import type { Notice } from '@shared/ipc';
import type { Language } from '@shared/language';
import { phrase } from '@shared/sentences/phrase';
import { app, dialog, type BrowserWindow, type RenderProcessGoneDetails } from 'electron';
import { crashLimit } from './crash-limit';
import type { OwnPage } from './own-page';
import { shellWords } from './words/shell-words';

/** Id of the one notice about it, however often it happens. */
export const CRASH_NOTICE = 'window-stopped';

const REASONS: Readonly<Partial<Record<RenderProcessGoneDetails['reason'], string>>> = {
  crashed: phrase('its process crashed'),
  oom: phrase('its process ran out of memory'),
  killed: phrase('its process was ended from outside'),
  'abnormal-exit': phrase('its process ended by itself'),
  'launch-failed': phrase('its process could not be started'),
  'integrity-failure': phrase('its program is not as it was built'),
};

export interface CrashRecoveryOptions {
  readonly page: OwnPage;
  language(): Language;
  /** The window is about to be loaded again. */
  onReload(window: BrowserWindow): void;
  /** Tells the person, in the window that comes back. */
  tell(notice: Notice): void;
}

/**
 * Loads the page of a window again when its process ends, and says so. When that happens again and again it shows a page
 * without a script instead, and leaves it to the person. When the page hangs, it asks.
 */
export function recoverFromCrashes(window: BrowserWindow, options: CrashRecoveryOptions): void {
  const { page } = options;
  const contents = window.webContents;
  const mayReload = crashLimit();
  const stopped = new URL('stopped.html', page.start).href;
  let isAskedFor = false;
  const isStopped = (): boolean => contents.getURL().startsWith(stopped);

  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const wanted = isAskedFor;
    isAskedFor = false;
    const again = wanted || mayReload();
    // Not within the event: Chromium is still taking the old process down.
    setImmediate(() => {
      if (window.isDestroyed()) return;
      // Without a page that can be shown there is nothing to offer. The last window takes the app with it.
      if (!again && isStopped()) return window.destroy();
      if (!again) return void contents.loadURL(`${stopped}#${options.language()}`).catch(() => undefined);
      options.onReload(window);
      // Who asked for it knows why.
      if (!wanted) options.tell(crashNotice(reason));
      contents.reload();
    });
  });
  contents.on('will-navigate', (event, address) => {
    if (!isStopped()) return;
    if (address === new URL('quit', page.start).href) {
      event.preventDefault();
      app.quit();
    } else options.onReload(window);
  });
  askWhenItHangs(window, options.language, () => {
    isAskedFor = true;
    // A page that hangs takes no request to go. What ends like this is loaded again, as above.
    contents.forcefullyCrashRenderer();
  });
}

function crashNotice(reason: RenderProcessGoneDetails['reason']): Notice {
  return {
    id: CRASH_NOTICE,
    level: 'warning',
    code: CRASH_NOTICE,
    message: `The window stopped, because ${REASONS[reason] ?? phrase('its process ended')}, and was loaded again.`,
    hint: 'Sources, the server and what they received went on in the background. What was typed and not saved is lost.',
  };
}

/** One question at a time; it goes by itself when the page answers again. */
function askWhenItHangs(window: BrowserWindow, language: () => Language, loadAgain: () => void): void {
  let asking: AbortController | null = null;
  window.on('unresponsive', () => {
    if (asking) return;
    const question = new AbortController();
    asking = question;
    const words = shellWords(language()).unresponsive;
    dialog
      .showMessageBox(window, {
        type: 'warning',
        message: words.message,
        detail: words.detail,
        buttons: [words.wait, words.again],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
        signal: question.signal,
      })
      .then(
        ({ response }) => {
          if (response === 1 && !question.signal.aborted && !window.isDestroyed()) loadAgain();
        },
        () => undefined,
      )
      .finally(() => {
        if (asking === question) asking = null;
      });
  });
  const settled = (): void => asking?.abort();
  window.on('responsive', settled);
  window.webContents.on('render-process-gone', settled);
  window.on('closed', settled);
}
