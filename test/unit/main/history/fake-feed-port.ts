import type { FeedMessage, feedRequestSchema } from '@shared/feed';
import type * as v from 'valibot';
import type { FeedPort } from '../../../../src/main/history/feed-port';

export type FeedUpdate = Extract<FeedMessage, { kind: 'update' }>;

/** The window's end of a feed. */
export class FakeFeedPort implements FeedPort {
  readonly messages: FeedMessage[] = [];
  /** Whether every update is acknowledged at once, as a window that keeps up does. */
  acknowledges = true;
  #listener: (data: unknown) => void = () => undefined;
  #close: () => void = () => undefined;
  #isSeen = true;
  #seen: () => void = () => undefined;

  post(message: FeedMessage): void {
    // What cannot be cloned would not pass a MessagePort.
    this.messages.push(structuredClone(message));
    if (message.kind === 'update' && this.acknowledges) {
      queueMicrotask(() => this.request({ kind: 'ack', number: message.number }));
    }
  }

  onMessage(listener: (data: unknown) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    this.#close = listener;
  }

  isSeen(): boolean {
    return this.#isSeen;
  }

  onSeen(listener: () => void): void {
    this.#seen = listener;
  }

  /** The window goes out of sight. */
  hide(): void {
    this.#isSeen = false;
  }

  show(): void {
    this.#isSeen = true;
    this.#seen();
  }

  request(request: v.InferInput<typeof feedRequestSchema>): void {
    this.send(request);
  }

  send(data: unknown): void {
    this.#listener(data);
  }

  close(): void {
    this.#close();
  }

  get updates(): FeedUpdate[] {
    return this.messages.filter((message) => message.kind === 'update');
  }

  get last(): FeedUpdate {
    const last = this.updates.at(-1);
    if (!last) throw new Error('no update yet');
    return last;
  }
}
