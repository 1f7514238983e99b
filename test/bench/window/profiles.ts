/** CPU profiles of the app's main thread, its store thread and its window. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';

interface Profiling {
  /** Ends it and writes `<folder>/<name>-{main,store,window}.cpuprofile`. */
  stop(folder: string, name: string): Promise<void>;
}

/** Begins to take profiles of all three. */
export async function startProfiles(app: ElectronApplication, page: Page): Promise<Profiling> {
  await app.evaluate(async () => {
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the types of Electron's own Node are not at hand here
    const main = (process as any).mainModule;
    const { Session } = main.require('node:inspector') as typeof import('node:inspector');
    const session = new Session();
    session.connect();
    const post = (method: string, argument: object = {}): Promise<unknown> =>
      new Promise((resolve, reject) => {
        session.post(method, argument, (error, result) => (error ? reject(error) : resolve(result)));
      });
    const waiting = new Map<number, (result: unknown) => void>();
    let threadSession = '';
    let id = 0;
    const postToThread = (method: string): Promise<unknown> =>
      new Promise((resolve) => {
        waiting.set(++id, resolve);
        const message = JSON.stringify({ id, method });
        void post('NodeWorker.sendMessageToWorker', { sessionId: threadSession, message });
      });
    session.on('NodeWorker.attachedToWorker', ({ params }) => (threadSession = params.sessionId));
    session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
      const answer = JSON.parse(params.message) as { id: number; result: unknown };
      waiting.get(answer.id)?.(answer.result);
    });
    await post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    await post('Profiler.enable');
    await post('Profiler.start');
    await postToThread('Profiler.enable');
    await postToThread('Profiler.start');
    const stop = async (): Promise<[unknown, unknown]> => [
      ((await post('Profiler.stop')) as { profile: unknown }).profile,
      ((await postToThread('Profiler.stop')) as { profile: unknown }).profile,
    ];
    Object.assign(globalThis, { streamProfiles: stop });
  });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.start');
  return {
    async stop(folder, name) {
      const { profile } = await cdp.send('Profiler.stop');
      const [main, store] = await app.evaluate(() =>
        (globalThis as unknown as { streamProfiles: () => Promise<[unknown, unknown]> }).streamProfiles(),
      );
      for (const [which, taken] of Object.entries({ window: profile, main, store })) {
        await writeFile(join(folder, `${name}-${which}.cpuprofile`), JSON.stringify(taken));
      }
    },
  };
}
