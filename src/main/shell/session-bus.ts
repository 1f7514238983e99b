import { connect, type Socket } from 'node:net';
import { readMessage, writeCall, type BusCall, type BusMessage } from './bus-message';

/** How long the bus may take to answer, ms. */
const PATIENCE_MS = 3_000;

const BUS = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
} as const;

/** A connection to the session bus of a Linux desktop, as much of one as it takes to ask what is there. */
export class SessionBus {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (message: BusMessage) => void>();
  readonly #onSignal: () => void;
  #received = Buffer.alloc(0);
  #serial = 0;
  #greeted = false;
  #ended: Error | null = null;
  #greet: (error: Error | null) => void = () => undefined;
  readonly #onEnd: () => void;

  private constructor(socket: Socket, onSignal: () => void, onEnd: () => void) {
    this.#socket = socket;
    this.#onSignal = onSignal;
    this.#onEnd = onEnd;
    socket.unref();
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.#end(error));
    socket.on('close', () => this.#end(new Error('the session bus is gone')));
  }

  /**
   * @param address as `DBUS_SESSION_BUS_ADDRESS` has it
   * @param onSignal for every signal that was asked for with `listen`
   * @throws Error when there is no bus that can be spoken to
   */
  static async open(address: string, onSignal: () => void, onEnd: () => void): Promise<SessionBus> {
    const path = socketPath(address);
    if (path === null) throw new Error('the session bus has no socket that can be opened');
    const bus = new SessionBus(connect(path), onSignal, onEnd);
    try {
      await bus.#authenticate();
      await bus.call({ ...BUS, member: 'Hello', arguments: [] });
    } catch (error) {
      bus.close();
      throw error;
    }
    return bus;
  }

  /** Asks for signals that fit a rule. */
  async listen(rule: string): Promise<void> {
    await this.call({ ...BUS, member: 'AddMatch', arguments: [rule] });
  }

  /** @throws Error when no answer comes in time; an error of the called one is an answer */
  call(call: Omit<BusCall, 'serial'>): Promise<BusMessage> {
    if (this.#ended) return Promise.reject(this.#ended);
    const serial = ++this.#serial;
    return this.#inTime((done) => {
      this.#waiting.set(serial, (message) => done(message));
      this.#socket.write(writeCall({ ...call, serial }));
    }).finally(() => this.#waiting.delete(serial));
  }

  close(): void {
    this.#socket.destroy();
  }

  async #authenticate(): Promise<void> {
    await this.#inTime<void>((done, failed) => {
      this.#greet = (error) => (error ? failed(error) : done());
      // EXTERNAL: the socket itself says who is on the other end; the name is the user's number, in hexadecimal.
      const user = Buffer.from(String(process.getuid?.() ?? '')).toString('hex');
      this.#socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    });
  }

  #inTime<T = BusMessage>(
    begin: (done: (value: T) => void, failed: (error: Error) => void) => void,
  ): Promise<T> {
    return new Promise<T>((done, failed) => {
      const timer = setTimeout(() => failed(new Error('the session bus gives no answer')), PATIENCE_MS);
      timer.unref();
      begin(
        (value) => (clearTimeout(timer), done(value)),
        (error) => (clearTimeout(timer), failed(error)),
      );
    });
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    try {
      if (!this.#greeted) this.#readGreeting();
      if (this.#greeted) this.#readMessages();
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #readGreeting(): void {
    const end = this.#received.indexOf('\r\n');
    if (end < 0) {
      if (this.#received.length > 1_024) throw new Error('this is no session bus');
      return;
    }
    const line = this.#received.toString('latin1', 0, end);
    this.#received = this.#received.subarray(end + 2);
    if (!line.startsWith('OK ')) throw new Error('the session bus knows nobody like this');
    this.#greeted = true;
    this.#socket.write('BEGIN\r\n');
    this.#greet(null);
  }

  #readMessages(): void {
    for (;;) {
      const read = readMessage(this.#received);
      if (!read) return;
      this.#received = this.#received.subarray(read.length);
      if (read.message.kind === 'signal') this.#onSignal();
      else this.#waiting.get(read.message.replyTo)?.(read.message);
    }
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    this.#socket.destroy();
    this.#greet(error);
    this.#onEnd();
  }
}

/** The socket of the first address that has one; null for none. */
export function socketPath(address: string): string | null {
  for (const one of address.split(';')) {
    const [, keys] = /^unix:(.*)$/u.exec(one) ?? [];
    for (const pair of keys?.split(',') ?? []) {
      const [key, value] = pair.split('=', 2) as [string, string?];
      if (value === undefined) continue;
      if (key === 'path') return unescaped(value);
      if (key === 'abstract') return `\0${unescaped(value)}`;
    }
  }
  return null;
}

/** Anything but plain letters is written as `%XX` in an address. */
const unescaped = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/giu, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
