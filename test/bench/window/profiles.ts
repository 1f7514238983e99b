/** CPU profiles of the app's main thread and of its window. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as inspector from 'node:inspector';
import type { ElectronApplication, Page } from '@playwright/test';

interface Profiling {
  /** Ends it and writes `<folder>/<name>-{main,window}.cpuprofile`. */
  stop(folder: string, name: string): Promise<void>;
}

/** Begins to take profiles of both. */
export async function startProfiles(app: ElectronApplication, page: Page): Promise<Profiling> {
  await app.evaluate(async () => {
    const { mainModule } = process as unknown as { mainModule: { require(name: string): unknown } };
    const { Session } = mainModule.require('node:inspector') as typeof inspector;
    const session = new Session();
    session.connect();
    const post = (method: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        session.post(method, (error, result) => (error ? reject(error) : resolve(result)));
      });
    await post('Profiler.enable');
    await post('Profiler.start');
    Object.assign(globalThis, { stopProfile: () => post('Profiler.stop') });
  });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.start');
  return {
    async stop(folder, name) {
      const ofWindow = await cdp.send('Profiler.stop');
      const ofMain = await app.evaluate(() =>
        (globalThis as unknown as { stopProfile(): Promise<{ profile: unknown }> }).stopProfile(),
      );
      for (const [which, { profile }] of Object.entries({ window: ofWindow, main: ofMain })) {
        await writeFile(join(folder, `${name}-${which}.cpuprofile`), JSON.stringify(profile));
      }
    },
  };
}
