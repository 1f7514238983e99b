import type { ConnectionState, RungStatus } from '@shared/connection';
import { StreamgaugeError } from '@shared/errors';
import type { NewStreamEvent } from '@shared/stream-event';
import { createSourceRegistry, type SourceRegistry } from '../main/sources/registry';
import type { SourceStatus } from '../main/sources/source';
import { createPollingTransport } from '../main/sources/transports/polling';
import { createWebSocketTransport } from '../main/sources/transports/websocket';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import { LineWriter } from './line-writer';
import { rawEventStream } from './raw-stream';
import type { TailArguments } from './tail-arguments';
import { TAIL_SOURCE_ID, tailSource, type TailSource } from './tail-source';

/** Failed attempts in a row, without ever having been open, after which it gives up. */
const MAX_FAILED_STARTS = 5;
/** How long a reader may take nothing before the command ends without it, once it was told to end, ms. */
const PATIENCE_MS = 1_000;
const LF = Uint8Array.of(0x0a);

/**
 * `streamgauge tail`: follows a stream like any `EventSource` client, and prints what it sees, one JSON object a line.
 * Reconnects for ever once it has been open, unless told how often; before that, gives up when trying again cannot help
 * or has failed often enough.
 * Resolves with the exit code.
 */
export async function tail(args: TailArguments, version: string, io: CommandIo): Promise<number> {
  try {
    const source = await tailSource(args, {
      env: process.env,
      stdin: () => process.stdin,
      userAgent: `Streamgauge/${version}`,
    });
    return await new Tail(args, source, version, io).run();
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    io.stderr(`streamgauge: ${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}\n`);
    return EXIT.badArguments;
  }
}

class Tail {
  readonly #args: TailArguments;
  readonly #source: TailSource;
  readonly #io: CommandIo;
  readonly #writer: LineWriter;
  readonly #registry: SourceRegistry;
  #resolve: (code: number) => void = () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #events = 0;
  #wasOpen = false;
  /** Attempts in a row that did not open. */
  #failed = 0;
  #state: ConnectionState | null = null;
  /** What was last said about each rung, and up to which attempt audits have been told. */
  #rungs = '';
  #auditedAttempt = 0;

  constructor(args: TailArguments, source: TailSource, version: string, io: CommandIo) {
    this.#args = args;
    this.#source = source;
    this.#io = io;
    const isGone = (): void => this.#finish(EXIT.done, 'The reader is gone.');
    // In raw mode stdout belongs to the stream: what is said about it goes beside.
    this.#writer = new LineWriter(
      args.raw ? (text) => Promise.resolve(io.stderr(text)) : (text) => io.stdout(text),
      isGone,
    );
    const raw = async (bytes: Uint8Array): Promise<void> => {
      if (!this.#ended) await io.stdout(bytes).catch(isGone);
    };
    this.#registry = createSourceRegistry({
      version,
      variables: () => source.variables,
      onEvent: (event) => this.#onEvent(event, raw),
      room: () => this.#writer.room(),
      onRetry: (_, ms) => !args.raw && this.#print({ kind: 'retry', ms }),
      onChange: () => this.#onChange(),
      ...(args.raw && {
        transports: {
          sse: rawEventStream(raw),
          websocket: createWebSocketTransport(),
          polling: createPollingTransport(),
        },
      }),
    });
  }

  run(): Promise<number> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      const { forMs } = this.#args;
      if (forMs !== undefined) {
        const end = (): void => this.#finish(EXIT.done, `${forMs / 1_000} s are over.`);
        this.#timer = setTimeout(end, Math.min(forMs, 2 ** 31 - 1));
      }
      const { signal } = this.#io;
      if (signal.aborted) this.#onAbort();
      else signal.addEventListener('abort', () => this.#onAbort(), { once: true });
      if (!this.#ended) this.#registry.add(this.#source.config);
    });
  }

  /** Ctrl C must end it also when its reader (a pager, say) has stopped reading. */
  #onAbort(): void {
    this.#finish(EXIT.done, 'It was told to end.');
    void this.#writer.flushWithin(PATIENCE_MS).then(() => this.#resolve(EXIT.done));
  }

  #print(line: Record<string, unknown>): void {
    if (!this.#ended) this.#writer.write(line);
  }

  #finish(code: number, reason: string): void {
    if (this.#ended) return;
    this.#print({ kind: 'closed', reason });
    this.#ended = true;
    clearTimeout(this.#timer);
    void this.#registry.close();
    void this.#writer.flush().then(() => this.#resolve(code));
  }

  #onEvent(event: NewStreamEvent, raw: (bytes: Uint8Array) => Promise<void>): void {
    if (this.#ended) return;
    if (event.kind === 'gap') {
      const { downMs, verdict } = event.gap ?? {};
      this.#print({ kind: 'gap', downMs, verdict, reason: event.data });
    }
    if (event.kind === 'comment' && !this.#args.raw) this.#print({ kind: 'comment', text: event.data });
    if (event.kind !== 'event') return;
    if (this.#args.raw) {
      // Those of SSE have been written with their stream. A message of another transport gets a line of its own.
      if (event.transport !== 'sse') void raw(Buffer.concat([event.raw, LF]));
    } else {
      const { type, id, lastEventId, channel, data, receivedAt } = event;
      this.#print({ kind: 'event', type, id, lastEventId, channel, data, receivedAt });
    }
    this.#events += 1;
    const { count } = this.#args;
    if (this.#events === count) {
      this.#finish(EXIT.done, `${count} event${count === 1 ? '' : 's'} received.`);
    }
  }

  #onChange(): void {
    const status = this.#registry.status(TAIL_SOURCE_ID);
    if (!status || this.#ended) return;
    this.#tellRungs(status.ladder);
    this.#tellAudits(status);
    // Not every change is one of the state.
    if (status.state === this.#state) return;
    this.#state = status.state;
    this.#onState(status.state);
  }

  #onState(state: ConnectionState): void {
    this.#print({ kind: 'state', state: state.phase, ...stateFields(state) });
    switch (state.phase) {
      case 'open': {
        this.#wasOpen = true;
        this.#failed = 0;
        const { status, headers } = state.via;
        this.#print({ kind: 'open', transport: state.transport, status, headers });
        return;
      }
      case 'waiting':
        this.#onWaiting(state.reason.message);
        return;
      case 'stopped':
        this.#finish(
          state.needsCredentials
            ? EXIT.refusedCredentials
            : state.reason.code === 'no-content'
              ? EXIT.done
              : EXIT.couldNotConnect,
          state.reason.message,
        );
        return;
      case 'connecting':
      case 'paused':
    }
  }

  #onWaiting(reason: string): void {
    const { retryMax } = this.#args;
    const hasOpened = this.#registry.status(TAIL_SOURCE_ID)?.attempts.at(-1)?.openedAt != null;
    if (!hasOpened) this.#failed += 1;
    if (retryMax === 0) this.#finish(hasOpened ? EXIT.done : EXIT.couldNotConnect, reason);
    const most = retryMax ?? (this.#wasOpen ? Infinity : MAX_FAILED_STARTS);
    if (this.#failed >= most) this.#finish(EXIT.couldNotConnect, reason);
  }

  /** With several transports: which one is tried, carries the stream, or failed and why. */
  #tellRungs(ladder: readonly RungStatus[]): void {
    if (ladder.length < 2) return;
    const said = JSON.stringify(ladder.map(({ state, reason }) => [state, reason?.code]));
    if (said === this.#rungs) return;
    this.#rungs = said;
    this.#print({
      kind: 'ladder',
      rungs: ladder.map(({ transport, state, reason }) => ({
        transport,
        state,
        ...(reason && { reason: reason.message, code: reason.code }),
      })),
    });
  }

  #tellAudits({ attempts }: SourceStatus): void {
    for (const { number, audit } of attempts) {
      if (number <= this.#auditedAttempt || !audit) continue;
      this.#auditedAttempt = number;
      const { sentence, ...facts } = audit;
      this.#print({ kind: 'audit', ...facts, reason: sentence });
    }
  }
}

function stateFields(state: ConnectionState): Record<string, unknown> {
  switch (state.phase) {
    case 'connecting':
    case 'open':
      return { attempt: state.attempt, transport: state.transport };
    case 'waiting':
      return {
        attempt: state.attempt,
        delayMs: state.delayMs,
        reason: state.reason.message,
        code: state.reason.code,
      };
    case 'stopped':
      return { reason: state.reason.message, code: state.reason.code };
    case 'paused':
      return {};
  }
}
