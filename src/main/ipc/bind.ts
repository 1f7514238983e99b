import { CALL_CHANNEL, PUSH_CHANNEL } from '@shared/ipc';
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import type { Push } from '../engine';
import { answerCall, type CallHandlers } from './answer-call';

/** Who calls: a window that shows the app's own page. */
export interface Caller {
  readonly window: BrowserWindow;
}

/** The part of `OwnPage` that is needed here. */
interface TrustedPages {
  has(address: string): boolean;
}

/** Binds the contract: the only place that listens to the window. */
export function bindCalls(handlers: CallHandlers<Caller>, pages: TrustedPages): void {
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, argument: unknown) => {
    const window = trustedWindow(event, pages);
    if (!window) {
      const message = 'A page that is not part of the app asked for something and was refused.';
      return { ok: false, problem: { code: 'foreign-sender', message } };
    }
    return answerCall(handlers, name, argument, { window });
  });
}

/** The window of a call that comes from the main frame of the app's own page; null for every other sender. */
function trustedWindow(event: IpcMainInvokeEvent, pages: TrustedPages): BrowserWindow | null {
  // Null when the frame has navigated or gone since it called.
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !pages.has(frame.url)) return null;
  return BrowserWindow.fromWebContents(event.sender);
}

/** Sends a push to every window that shows the app's own page. */
export function pushToWindows(push: Push, pages: TrustedPages): void {
  for (const window of BrowserWindow.getAllWindows()) {
    const contents = window.webContents;
    if (!contents.isDestroyed() && !contents.isCrashed() && pages.has(contents.getURL())) {
      contents.send(PUSH_CHANNEL, push.name, push.value);
    }
  }
}
