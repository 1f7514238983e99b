/** Calls between the benchmark and its processes, over Node's own channel. */
import type { ChildProcess } from 'node:child_process';

type Handlers<Calls> = { [Name in keyof Calls]: (argument: never) => unknown };

interface Request {
  readonly id: number;
  readonly call: string;
  readonly argument: unknown;
}

interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** Answers calls of the parent process, and ends this process when the parent is gone. */
export function answerCalls<Calls extends Handlers<Calls>>(handlers: Calls): void {
  process.on('message', (request: Request) => {
    const handler: (argument: never) => unknown = handlers[request.call as keyof Calls];
    void Promise.resolve()
      .then(() => handler(request.argument as never))
      .then(
        (result) => process.send?.({ id: request.id, result } satisfies Reply),
        (error: unknown) =>
          process.send?.({
            id: request.id,
            error: error instanceof Error ? error.message : String(error),
          } satisfies Reply),
      );
  });
  process.on('disconnect', () => process.exit());
}

type Result<F> = F extends (argument: never) => infer R ? Awaited<R> : never;

/** The calling side of `answerCalls`. */
export class Remote<Calls extends Handlers<Calls>> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #nextId = 1;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (reply.error === undefined) waiting?.resolve(reply.result);
      else waiting?.reject(new Error(reply.error));
    });
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error(`A process of the benchmark ended (${signal ?? code}).`));
      }
      this.#waiting.clear();
    });
  }

  call<Name extends keyof Calls & string>(
    call: Name,
    ...[argument]: Parameters<Calls[Name]>
  ): Promise<Result<Calls[Name]>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#child.send({ id, call, argument } satisfies Request);
    });
  }

  /** Ends the process. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await gone;
  }
}
