/** An app with nothing to do: what it starts from, and how its window goes out of sight. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { Inspector } from '../start/inspector';
import { platformOf, startApp } from '../window/app-session';

export interface QuietFolder {
  readonly path: string;
  readonly platform: Readonly<Record<string, string>>;
}

/** What an app leaves behind whose sources follow the server, and whose window goes to the tray when it is closed. */
export async function quietFolder(port: number, sources: number): Promise<QuietFolder> {
  const path = await mkdtemp(join(tmpdir(), 'streamgauge-idle-'));
  const session = await startApp(path);
  const { settings } = await session.call('app.start', undefined);
  await session.call('settings.save', {
    ...settings,
    desktop: { ...settings.desktop, tray: true, closeToTray: true },
  });
  for (let i = 0; i < sources; i++) await session.follow(`http://127.0.0.1:${port}/${i}`);
  const platform = await platformOf(session);
  await session.close();
  return { path, platform };
}

/** Closes the window of an app that can be looked into, as its button does. */
export async function closeWindow(dataPath: string, timeoutMs: number): Promise<void> {
  const inspector = await Inspector.open(dataPath, timeoutMs);
  try {
    // A window that is not drawn yet comes up although it was closed.
    await eventually(
      async () => {
        await inspector.evaluate("streamgauge.call('app.window', 'close').then(() => '')");
        const state = await inspector.evaluate('document.visibilityState');
        if (state !== 'hidden') throw new Error(`The window is ${String(state)} after it was closed.`);
      },
      { timeoutMs },
    );
  } finally {
    inspector.close();
  }
}
