import type { Negotiated } from '@shared/connection';
import type { ScannedEvent } from '../frame-scanner';
import type {
  SendMessage,
  TransportAdapter,
  TransportEnd,
  TransportRequest,
  TransportSink,
} from './transport';

/** Of what a shared connection has brought, so much is kept for those that join it, bytes and pieces. */
const KEPT_BYTES = 1024 * 1024;
const KEPT_PIECES = 1_000;
/** ms after the opening; whoever comes later joins at what is new, or not at all. */
const KEPT_FOR_MS = 60_000;

type Piece =
  | { readonly event: ScannedEvent }
  | { readonly comment: string; readonly raw: Uint8Array }
  | { readonly retry: number }
  | { readonly position: string };

interface Member {
  readonly name: string;
  readonly sink: TransportSink;
  finish(end: TransportEnd | null, error: unknown): void;
}

/**
 * Serves requests that are the same by one connection: two sources with the same address, headers and all open it once.
 * Who joins gets what the connection has brought after the id that he wants to go on from; when that is not known any
 * more, he gets a connection of his own.
 */
export function shareConnections(inner: TransportAdapter): TransportAdapter {
  const shared = new Map<string, SharedRun>();
  return {
    run(request, sink, signal) {
      const key = request.shareKey;
      if (!key) return inner.run(request, sink, signal);
      const known = shared.get(key);
      if (known?.takes(request.lastEventId)) {
        request.watch?.share();
        return known.join(request, sink, signal);
      }
      // Another place in the same stream: nobody can join that one later, so the key stays with the older run.
      if (known) return inner.run(request, sink, signal);
      const run: SharedRun = new SharedRun(inner, request, () => {
        if (shared.get(key) === run) shared.delete(key);
      });
      shared.set(key, run);
      const joined = run.join(request, sink, signal);
      run.start();
      return joined;
    },
  };
}

class SharedRun {
  readonly #inner: TransportAdapter;
  readonly #request: TransportRequest;
  readonly #onEnd: () => void;
  readonly #abort = new AbortController();
  readonly #members = new Set<Member>();
  /** Theirs, made anew when somebody joins or leaves: events are many, members few. */
  #sinks: readonly TransportSink[] = [];
  #status: number | null = null;
  #via: Negotiated | null = null;
  #openedAt = 0;
  #send: SendMessage | null = null;
  /** What came since the opening; null when something of it is gone. */
  #kept: Piece[] | null = [];
  #keptBytes = 0;
  /** Where the connection stands. */
  #position: string;

  constructor(inner: TransportAdapter, request: TransportRequest, onEnd: () => void) {
    this.#inner = inner;
    this.#request = request;
    this.#onEnd = onEnd;
    this.#position = request.lastEventId;
  }

  /** Whether one that wants to go on after this id misses nothing here. */
  takes(lastEventId: string): boolean {
    if (this.#abort.signal.aborted) return false;
    if (lastEventId === '' || lastEventId === this.#position) return true;
    return this.#keptAfter(lastEventId) !== null;
  }

  join(request: TransportRequest, sink: TransportSink, signal: AbortSignal): Promise<TransportEnd> {
    return new Promise((resolve, reject) => {
      const member: Member = {
        name: request.sourceName,
        sink,
        finish: (end, error) => {
          signal.removeEventListener('abort', leave);
          this.#members.delete(member);
          this.#listSinks();
          if (end) resolve(end);
          else reject(error as Error);
        },
      };
      const leave = (): void => {
        member.finish(null, signal.reason);
        if (this.#members.size > 0) this.#tellNames();
        else this.#stop(signal.reason);
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
      const missed = this.#via && request.lastEventId !== '' ? this.#keptAfter(request.lastEventId) : [];
      this.#members.add(member);
      this.#listSinks();
      this.#tellNames();
      if (this.#status !== null) sink.status(this.#status);
      if (!this.#via) return;
      sink.open(this.#via);
      if (this.#send) sink.channel?.(this.#send);
      for (const piece of missed ?? []) deliver(piece, sink);
    });
  }

  start(): void {
    const each =
      <A extends unknown[]>(call: (sink: TransportSink, ...args: A) => void) =>
      (...args: A): void => {
        for (const sink of this.#sinks) call(sink, ...args);
      };
    const piece = (one: Piece, size: number): void => {
      this.#keep(one, size);
      for (const member of this.#sinks) deliver(one, member);
    };
    const sink: TransportSink = {
      status: (status) => {
        this.#status = status;
        each((one) => one.status(status))();
      },
      open: (via) => {
        this.#via = via;
        this.#openedAt = Date.now();
        each((one) => one.open(via))();
      },
      bytes: each((one, count: number, wire?: number) => one.bytes(count, wire)),
      event: (event) => {
        this.#position = event.lastEventId;
        piece({ event }, event.raw.length);
      },
      comment: (comment, raw) => piece({ comment, raw }, raw.length),
      retry: (retry) => piece({ retry }, 0),
      position: (position) => {
        this.#position = position;
        piece({ position }, 0);
      },
      replaced: each((one, count: number) => one.replaced(count)),
      cutOff: each((one) => one.cutOff()),
      roundTrip: each((one, ms: number) => one.roundTrip?.(ms)),
      channel: (send) => {
        this.#send = send;
        each((one) => one.channel?.(send))();
      },
      room: () => {
        if (this.#sinks.length === 1) return this.#sinks[0]!.room();
        const waits = this.#sinks.flatMap((one) => one.room() ?? []);
        return waits.length === 0 ? null : Promise.all(waits).then(() => undefined);
      },
    };
    this.#inner.run(this.#request, sink, this.#abort.signal).then(
      (end) => this.#end(end, null),
      (error: unknown) => this.#end(null, error),
    );
  }

  #stop(reason: unknown): void {
    this.#onEnd();
    this.#abort.abort(reason);
  }

  #end(end: TransportEnd | null, error: unknown): void {
    this.#onEnd();
    for (const member of [...this.#members]) member.finish(end, error);
  }

  #keep(piece: Piece, size: number): void {
    if (!this.#kept) return;
    this.#keptBytes += size;
    const old = Date.now() - this.#openedAt > KEPT_FOR_MS;
    if (old || this.#keptBytes > KEPT_BYTES || this.#kept.length >= KEPT_PIECES) this.#kept = null;
    else this.#kept.push(piece);
  }

  /** What came after this id; null when it is not kept. */
  #keptAfter(lastEventId: string): readonly Piece[] | null {
    if (lastEventId === this.#position) return [];
    if (!this.#kept) return null;
    if (lastEventId === this.#request.lastEventId) return this.#kept;
    for (let i = this.#kept.length - 1; i >= 0; i--) {
      const piece = this.#kept[i]!;
      const id = 'event' in piece ? piece.event.lastEventId : 'position' in piece ? piece.position : null;
      if (id === lastEventId) return this.#kept.slice(i + 1);
    }
    return null;
  }

  #listSinks(): void {
    this.#sinks = [...this.#members].map(({ sink }) => sink);
  }

  #tellNames(): void {
    const members = [...this.#members];
    for (const member of members) {
      member.sink.sharedWith?.(members.filter((other) => other !== member).map(({ name }) => name));
    }
  }
}

function deliver(piece: Piece, sink: TransportSink): void {
  if ('event' in piece) sink.event(piece.event);
  else if ('comment' in piece) sink.comment(piece.comment, piece.raw);
  else if ('retry' in piece) sink.retry(piece.retry);
  else sink.position(piece.position);
}
