import { toProblem } from '@shared/errors';
import { CALL_CHANNEL, DROP_CHANNEL, type CallAnswer } from '@shared/ipc';
import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';
import * as v from 'valibot';
import { answerCall, type CallHandlers } from './answer-call';

/** Who calls: a window that shows the app's own page. */
export interface Caller {
  readonly window: BrowserWindow;
}

/** The part of `OwnPage` that is needed here. */
export interface TrustedPages {
  has(address: string): boolean;
}

const FOREIGN = {
  ok: false,
  problem: {
    code: 'foreign-sender',
    message: 'A page that is not part of the app asked for something and was refused.',
  },
} as const;

const droppedSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(32_768))), v.maxLength(1_000));

/**
 * Binds the contract: the only place that listens to the window. Calls that come before `handlers` are there wait for them; who
 * makes them tells of it when that fails.
 */
export function bindCalls(
  handlers: Promise<CallHandlers<Caller>>,
  pages: TrustedPages,
  onUnexpected: (name: unknown, error: unknown) => void,
): void {
  handlers.catch(() => undefined);
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, argument: unknown) => {
    const window = trustedWindow(event, pages);
    return window ? answerCall(await handlers, name, argument, { window }, onUnexpected) : FOREIGN;
  });
}

/** Takes the paths of dropped files from the preload script. The page has no way to send any. */
export function bindDrops(
  take: Promise<(paths: readonly string[]) => readonly string[]>,
  pages: TrustedPages,
): void {
  take.catch(() => undefined);
  ipcMain.handle(DROP_CHANNEL, async (event, paths: unknown): Promise<CallAnswer<'import.pick'>> => {
    if (!trustedWindow(event, pages)) return FOREIGN;
    try {
      return { ok: true, value: (await take)(v.parse(droppedSchema, paths)) };
    } catch (error) {
      return { ok: false, problem: toProblem(error) };
    }
  });
}

/** The window of a call that comes from the main frame of the app's own page; null for every other sender. */
function trustedWindow(event: IpcMainInvokeEvent, pages: TrustedPages): BrowserWindow | null {
  // Null when the frame has navigated or gone since it called.
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !pages.has(frame.url)) return null;
  return BrowserWindow.fromWebContents(event.sender);
}
