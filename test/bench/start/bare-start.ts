import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';
import { APP_FOLDER } from '../window/app-session';

/** A row with an event in it, or the words that stand where there are none. */
const USABLE = '.tb-row .tm, .tempty:not(.tsearch)';
const TIMEOUT_MS = 60_000;

/** Runs in the page before everything else. The moment counts when the frame was painted, not when it was made. */
const WATCH = `(() => {
  if (globalThis.usable) return;
  globalThis.usable = { at: 0, rows: 0 };
  const look = () => {
    const found = document.querySelector(${JSON.stringify(USABLE)});
    if (!found) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      globalThis.usable = { at: Date.now(), rows: document.querySelectorAll('.tb-row .tm').length };
    };
    port2.postMessage(null);
  };
  look();
})()`;

const ASK = `JSON.stringify({
  ...globalThis.usable,
  paintedAt: performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN),
})`;

/** ms from the start of the process. */
export interface StartTimes {
  /** Until something was painted. */
  readonly paintedMs: number;
  /** Until the first events, or that there are none, were on the screen. */
  readonly usableMs: number;
  readonly rows: number;
}

/**
 * Starts the app by itself, as a person does, and looks into its window through Chromium's own protocol: a test driver would
 * hold the start back until it is connected.
 */
export async function timeStart(dataPath: string): Promise<StartTimes> {
  const executable = process.env['ELECTRON_EXEC_PATH'];
  if (executable === undefined) throw new Error('Run this benchmark with: npm run bench -- start');
  const portFile = join(dataPath, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const began = Date.now();
  const app = spawn(
    executable,
    [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      APP_FOLDER,
      `--user-data-dir=${dataPath}`,
      '--remote-debugging-port=0',
    ],
    { stdio: 'ignore' },
  );
  try {
    const [port, path] = await eventually(
      () => {
        const lines = readFileSync(portFile, 'utf8').split('\n');
        if (lines.length < 2) throw new Error('The app does not open its debugging port.');
        return lines as [string, string];
      },
      { timeoutMs: TIMEOUT_MS },
    );
    const inspector = await Inspector.open(`ws://127.0.0.1:${port}${path}`);
    try {
      const { at, rows, paintedAt } = await inspector.whenUsable();
      return { paintedMs: paintedAt - began, usableMs: Math.max(at, paintedAt) - began, rows };
    } finally {
      inspector.close();
    }
  } finally {
    await end(app);
  }
}

async function end(app: ChildProcess): Promise<void> {
  if (app.exitCode !== null || app.signalCode !== null) return;
  const gone = once(app, 'exit');
  app.kill('SIGTERM');
  await gone;
}

interface Usable {
  readonly at: number;
  readonly rows: number;
  readonly paintedAt: number;
}

/** As much of the Chrome DevTools Protocol as it takes to run a script in the first page. */
class Inspector {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (result: { result?: { value?: string } }) => void>();
  #id = 0;
  #page: string | null = null;

  static async open(url: string): Promise<Inspector> {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await once(socket, 'open');
    return new Inspector(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString('utf8')) as Message));
    void this.#send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
  }

  whenUsable(): Promise<Usable> {
    return eventually(
      async () => {
        if (this.#page === null) throw new Error('The app opens no window.');
        const { result } = await this.#send('Runtime.evaluate', { expression: ASK }, this.#page);
        const usable = JSON.parse(result?.value ?? '{}') as Partial<Usable>;
        // Chromium tells of the first paint a little after it.
        if (!usable.at || !usable.paintedAt)
          throw new Error('The window shows neither events nor that there are none.');
        return usable as Usable;
      },
      { timeoutMs: TIMEOUT_MS },
    );
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive({ id, result, method, params }: Message): void {
    if (id !== undefined) {
      this.#waiting.get(id)?.(result ?? {});
      this.#waiting.delete(id);
    }
    if (method !== 'Target.attachedToTarget' || !params?.sessionId) return;
    const session = params.sessionId;
    if (params.targetInfo?.type === 'page') {
      this.#page = session;
      void this.#send('Page.enable', {}, session);
      void this.#send('Page.addScriptToEvaluateOnNewDocument', { source: WATCH }, session);
      // The page may have been there before.
      void this.#send('Runtime.evaluate', { expression: WATCH }, session);
    }
    void this.#send('Runtime.runIfWaitingForDebugger', {}, session);
  }

  #send(method: string, params: object, sessionId?: string): Promise<{ result?: { value?: string } }> {
    return new Promise((resolve) => {
      const id = ++this.#id;
      this.#waiting.set(id, resolve);
      this.#socket.send(
        JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }),
      );
    });
  }
}

interface Message {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: string } };
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly targetInfo?: { readonly type: string } };
}
