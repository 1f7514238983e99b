import type { Batch } from '../batch';
import { EventFaults } from '../faults/event-faults';
import { FaultLine, type Line } from '../faults/fault-line';
import type { FaultSwitch } from '../faults/fault-switch';
import type { LogEntry } from '../log';
import type { Notice, Sink } from '../sink';

/** What a client's faults need to know. */
export interface SinkFaults {
  readonly clientId: string;
  readonly faults: FaultSwitch;
  readonly random: () => number;
}

/** The faults of one client: first what happens to its events, then what happens to the bytes. */
interface Faulty {
  readonly events: EventFaults;
  readonly line: FaultLine;
}

/**
 * The way of one client's events to its socket. Straight while there are no faults; once there are, through them, and
 * through them it stays, since they may hold bytes back.
 */
export abstract class ClientSink implements Sink {
  readonly #options: SinkFaults;
  #faulty: Faulty | null = null;
  #drained: () => void = () => undefined;
  /** The same for what lies below the faults. */
  #lineDrained: () => void = () => undefined;

  protected constructor(options: SinkFaults) {
    this.#options = options;
  }

  /** Writes events the fast way; false when the socket is full. */
  protected abstract writeBatch(batch: Batch): boolean;
  /** Writes what `entryBytes`, `noticeBytes`… gave. */
  protected abstract writeBytes(bytes: Buffer): boolean;
  protected abstract entryBytes(entry: LogEntry, withId: boolean): Buffer;
  protected abstract aheadBytes(entry: LogEntry): Buffer;
  protected abstract noticeBytes(notice: Notice): Buffer;
  protected abstract beatBytes(position: string): Buffer;
  protected abstract socketBytes(): number;
  /** Ends our half of the connection in the middle of whatever it is. */
  protected abstract halfClose(): void;
  protected abstract endSocket(): void;
  protected abstract cutSocket(): void;

  /** Calls `listener` when the client can take more. */
  onDrain(listener: () => void): void {
    this.#drained = listener;
  }

  /** The socket has taken everything. */
  protected socketDrained(): void {
    if (this.#faulty) this.#lineDrained();
    else this.#drained();
  }

  send(batch: Batch): boolean {
    const faulty = this.#faults();
    if (!faulty) return this.writeBatch(batch);
    const items = batch.entries.map((entry) => ({
      withId: () => this.entryBytes(entry, true),
      withoutId: () => this.entryBytes(entry, false),
    }));
    return this.#writeAll(faulty.line, faulty.events.apply(items));
  }

  ahead(entry: LogEntry): boolean {
    return this.#write(this.aheadBytes(entry));
  }

  tell(notice: Notice): boolean {
    return this.#write(this.noticeBytes(notice));
  }

  beat(position: string): boolean {
    return this.#write(this.beatBytes(position));
  }

  queuedBytes(): number {
    return this.#faulty ? this.#faulty.line.queuedBytes : this.socketBytes();
  }

  end(): void {
    if (!this.#faulty) return this.endSocket();
    this.#writeAll(this.#faulty.line, this.#faulty.events.flush());
    this.#faulty.line.end();
  }

  destroy(): void {
    this.#faulty?.events.close();
    if (this.#faulty) this.#faulty.line.destroy();
    else this.cutSocket();
  }

  #write(bytes: Buffer): boolean {
    const faulty = this.#faults();
    if (!faulty) return this.writeBytes(bytes);
    return this.#writeAll(faulty.line, [...faulty.events.flush(), bytes]);
  }

  #writeAll(line: FaultLine, pieces: readonly Buffer[]): boolean {
    let ready = true;
    for (const piece of pieces) ready = line.write(piece);
    return ready;
  }

  #faults(): Faulty | null {
    const { clientId, faults, random } = this.#options;
    if (this.#faulty || !faults.active) return this.#faulty;
    const current = (): ReturnType<FaultSwitch['for']> => faults.for(clientId);
    const { counts } = faults;
    const onChange = (listener: () => void): (() => void) => faults.onChange(listener);
    const line = new FaultLine(this.#line(), current, { random, counts, onChange });
    line.onDrain(() => this.#drained());
    const release = (pieces: readonly Buffer[]): void => void this.#writeAll(line, pieces);
    this.#faulty = { line, events: new EventFaults(current, { random, release, counts }) };
    return this.#faulty;
  }

  #line(): Line & { halfClose(): void } {
    const socketBytes = (): number => this.socketBytes();
    return {
      write: (bytes) => this.writeBytes(bytes),
      get queuedBytes() {
        return socketBytes();
      },
      end: () => this.endSocket(),
      destroy: () => this.cutSocket(),
      halfClose: () => this.halfClose(),
      onDrain: (listener) => (this.#lineDrained = listener),
    };
  }
}
