import { createServer } from 'node:net';
import { makeTick, monotonicMicros } from '../support/tick';
import { listen } from './listen';
import type { Subject } from './subject';

export interface Saturation {
  readonly eventsPerTurn: number;
  /** Events ahead of the slowest reader. */
  readonly window: number;
  readonly maxEventsPerSecond: number | undefined;
}

/**
 * Publishes to a subject, in one of two ways.
 *
 * As fast as possible: `eventsPerTurn` events, then the loop gets its turn (`setImmediate`), as a publisher does
 * that works off what a socket or a queue has brought. It stays at most `window` events ahead of the slowest
 * reader, which readers report on a socket of their own; so every subject has the same back-pressure, and none
 * is measured by how much it piles up.
 *
 * At a rate: each event when it is due. The stamp is the moment of the call.
 */
export class Publisher {
  readonly #subject: Subject;
  #seq = 0;
  #slowest = 0;
  #running = false;
  #resume: (() => void) | null = null;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  get published(): number {
    return this.#seq;
  }

  /** Opens the socket on which readers report the slowest reader's sequence number, four bytes each time. */
  openReports(): Promise<number> {
    return listen(
      createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => undefined);
        socket.on('data', (bytes) => {
          if (bytes.length < 4) return;
          this.#slowest = bytes.readUInt32LE(Math.floor(bytes.length / 4) * 4 - 4);
          const resume = this.#resume;
          this.#resume = null;
          resume?.();
        });
      }),
    );
  }

  startSaturating({ eventsPerTurn, window, maxEventsPerSecond }: Saturation): void {
    this.#running = true;
    const begin = monotonicMicros();
    const turn = (): void => {
      if (!this.#running) return;
      const allowed = ((monotonicMicros() - begin) / 1e6) * (maxEventsPerSecond ?? Infinity);
      for (let i = 0; i < eventsPerTurn && this.#seq < allowed; i++) {
        if (this.#seq - this.#slowest >= window) {
          this.#resume = turn;
          return;
        }
        this.publish();
      }
      setImmediate(turn);
    };
    turn();
  }

  stop(): void {
    this.#running = false;
  }

  /** Publishes `count` events at the rate; ends after the last one. */
  async atRate(eventsPerSecond: number, count: number): Promise<void> {
    const begin = monotonicMicros();
    const interval = 1e6 / eventsPerSecond;
    await new Promise<void>((resolve) => {
      let sent = 0;
      const next = (): void => {
        while (sent < count && begin + sent * interval <= monotonicMicros()) {
          this.publish();
          sent++;
        }
        if (sent === count) return resolve();
        const wait = (begin + sent * interval - monotonicMicros()) / 1e3;
        setTimeout(next, Math.max(0, wait));
      };
      next();
    });
  }

  publish(): void {
    this.#subject.publish(makeTick(++this.#seq));
  }
}
