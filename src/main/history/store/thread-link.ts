import { Worker } from 'node:worker_threads';
import { StreamgaugeError, type Problem } from '@shared/errors';
import type { ScanChunk, StoreChange } from './api';
import type { StoreAnswer, StoreRequest, StoreThreadData } from './protocol';

type Asked = StoreRequest extends infer R ? (R extends StoreRequest ? Omit<R, 'id'> : never) : never;
type AnswerKind = Exclude<StoreAnswer['kind'], 'chunk' | 'change' | 'error'>;
type AnswerOf<K extends AnswerKind> = Extract<StoreAnswer, { kind: K }>;

interface Waiting {
  resolve(answer: StoreAnswer): void;
  reject(error: Error): void;
  readonly onChunk: ((chunk: ScanChunk) => void) | undefined;
}

/** Questions to the store's thread and its answers. */
export class ThreadLink {
  /** The `seq` after the last, when the store can be used. */
  readonly opened: Promise<number>;
  /** When the thread has ended, for whatever reason. */
  readonly exited: Promise<void>;
  readonly #folder: string;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #id = 0;
  #ended: StreamgaugeError | null = null;

  constructor(thread: string | URL, data: StoreThreadData) {
    this.#folder = data.folder;
    this.#worker = new Worker(thread, { workerData: data });
    this.opened = new Promise((resolve, reject) => {
      this.#waiting.set(0, {
        resolve: (answer) => resolve(answer.kind === 'value' ? answer.value : 1),
        reject,
        onChunk: undefined,
      });
    });
    this.#worker.on('message', (answer: StoreAnswer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#end(error));
    this.exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('exit', () => this.#end(null));
  }

  /** Whether the thread has ended; nothing is answered any more. */
  get ended(): boolean {
    return this.#ended !== null;
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks and waits for the answer of this kind. Rejects with what the thread said, or with the signal's reason. */
  ask<K extends AnswerKind>(
    kind: K,
    request: Asked,
    signal?: AbortSignal,
    onChunk?: (chunk: ScanChunk) => void,
    transfer: ArrayBuffer[] = [],
  ): Promise<AnswerOf<K>> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting.delete(id);
        this.#worker.postMessage({ id: ++this.#id, kind: 'cancel', target: id } satisfies StoreRequest);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const done = (): void => signal?.removeEventListener('abort', abort);
      this.#waiting.set(id, {
        resolve: (answer) => {
          done();
          if (answer.kind === kind) resolve(answer as AnswerOf<K>);
          else reject(unexpected(answer));
        },
        reject: (error) => {
          done();
          reject(error);
        },
        onChunk,
      });
      this.#worker.postMessage({ ...request, id }, transfer);
    });
  }

  /** Ends the thread when it has written what waits. */
  async close(): Promise<void> {
    await this.ask('value', { kind: 'close' });
    await this.exited;
  }

  #answered(answer: StoreAnswer): void {
    if (answer.kind === 'change') {
      for (const listener of [...this.#listeners]) listener(answer.change);
      return;
    }
    const waiting = this.#waiting.get(answer.id);
    if (answer.kind === 'chunk') {
      waiting?.onChunk?.(answer.chunk);
      return;
    }
    this.#waiting.delete(answer.id);
    if (answer.kind === 'error') waiting?.reject(this.#failed(answer.problem, answer.id === 0));
    else waiting?.resolve(answer);
  }

  #failed({ code, message, hint }: Problem, opening: boolean): StreamgaugeError {
    if (!opening || code.startsWith('history-')) {
      return new StreamgaugeError(code, message, hint === undefined ? {} : { hint });
    }
    return new StreamgaugeError(
      'history-not-opened',
      `The history in ${this.#folder} cannot be opened: ${message}`,
      { hint: hint ?? 'Check that the folder can be made and written.' },
    );
  }

  #end(cause: Error | null): void {
    this.#ended ??= new StreamgaugeError(
      'history-ended',
      cause
        ? `The thread of the history in ${this.#folder} ended.`
        : `The history in ${this.#folder} is closed.`,
      { cause },
    );
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}

function unexpected({ kind }: StoreAnswer): StreamgaugeError {
  return new StreamgaugeError('history-answer', `The history answered with "${kind}".`);
}
