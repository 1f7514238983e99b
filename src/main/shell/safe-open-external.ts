import { dialog, shell, type BrowserWindow } from 'electron';
import { externalAddress } from './external-address';
import type { ShellWords } from './words/en';

/** Most of an address that the question shows, in characters. */
const SHOWN_LENGTH = 400;

/**
 * The only way out of the app: asks the person, naming the host, then opens the address in their browser.
 * @throws StreamgaugeError `address-refused` for anything but a plain http(s) address
 */
export async function safeOpenExternal(
  window: BrowserWindow,
  text: string,
  { external }: ShellWords,
): Promise<void> {
  const url = externalAddress(text);
  const shown = url.href.length > SHOWN_LENGTH ? `${url.href.slice(0, SHOWN_LENGTH)}…` : url.href;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: external.question(url.host),
    detail: shown,
    buttons: [external.open, external.cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(url.href);
}
