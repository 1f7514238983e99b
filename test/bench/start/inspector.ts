import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually';

/** The switch with which the app can be looked into. */
export const INSPECTABLE = '--remote-debugging-port=0';
/** Below the data folder: written once the app listens. */
export const PORT_FILE = 'DevToolsActivePort';

interface Answer {
  readonly result?: { readonly value?: string };
}

interface Message {
  readonly id?: number;
  readonly result?: Answer;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string; readonly targetInfo?: { readonly type: string } };
}

/** As much of the Chrome DevTools Protocol as it takes to run scripts in the first page of an app. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #early: string | null;
  readonly #waiting = new Map<number, (result: Answer) => void>();
  #id = 0;
  #page: string | null = null;

  /**
   * Waits until the app that was started with `INSPECTABLE` on this data folder listens.
   * @param early runs in the page before anything of its own, or as soon as it is found
   */
  static async open(dataPath: string, timeoutMs: number, early: string | null = null): Promise<Inspector> {
    const [port, path] = await eventually(
      async () => {
        const lines = (await readFile(join(dataPath, PORT_FILE), 'utf8')).split('\n');
        if (lines.length < 2) throw new Error('The app does not open its debugging port.');
        return lines as [string, string];
      },
      { timeoutMs },
    );
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false });
    await once(socket, 'open');
    return new Inspector(socket, early);
  }

  private constructor(socket: WebSocket, early: string | null) {
    this.#socket = socket;
    this.#early = early;
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString('utf8')) as Message));
    void this.#send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
  }

  /** What an expression is worth that gives text, or a promise of it. @throws Error while there is no page */
  async evaluate(expression: string): Promise<string | undefined> {
    if (this.#page === null) throw new Error('The app opens no window.');
    const { result } = await this.#send('Runtime.evaluate', { expression, awaitPromise: true }, this.#page);
    return result?.value;
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
      if (this.#early !== null) {
        void this.#send('Page.enable', {}, session);
        void this.#send('Page.addScriptToEvaluateOnNewDocument', { source: this.#early }, session);
        // The page may have been there before.
        void this.#send('Runtime.evaluate', { expression: this.#early }, session);
      }
    }
    void this.#send('Runtime.runIfWaitingForDebugger', {}, session);
  }

  #send(method: string, params: object, sessionId?: string): Promise<Answer> {
    return new Promise((resolve) => {
      const id = ++this.#id;
      this.#waiting.set(id, resolve);
      this.#socket.send(
        JSON.stringify({ id, method, params, ...(sessionId !== undefined && { sessionId }) }),
      );
    });
  }
}
