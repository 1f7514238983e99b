import type { ConnectionState, Transport } from '@shared/connection';
import type { NewStreamEvent } from '@shared/stream-event';
import { createSourceRegistry } from '../main/sources/registry';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';
import { LineWriter } from './line-writer';

export interface TailArguments {
  readonly url: string;
  /** In the order they are tried. */
  readonly transports: readonly Transport[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** `''` for none. */
  readonly lastEventId: string;
  /** Ends after so many events. */
  readonly count?: number;
  /** Ends after so long, ms. */
  readonly forMs?: number;
}

const SOURCE_ID = 'tail';
/** Failed attempts in a row, without ever having been open, after which it gives up. */
const MAX_FAILED_STARTS = 5;
/** How long a reader may take nothing before the command ends without it, once it was told to end, ms. */
const PATIENCE_MS = 1_000;

/**
 * `streamgauge tail`: follows a stream like any `EventSource` client, and prints what it sees, one JSON object a line.
 * Reconnects for ever once it has been open; before that, gives up when trying again cannot help or has failed often enough.
 * Resolves with the exit code.
 */
export async function tail(args: TailArguments, version: string, io: CommandIo): Promise<number> {
  return new Promise<number>((resolve) => {
    let events = 0;
    let wasOpen = false;
    let ended = false;
    let failedStarts = 0;
    const writer = new LineWriter(io.stdout, () => finish(EXIT.done, 'The reader is gone.'));
    const print = (line: Record<string, unknown>): void => writer.write(line);

    const finish = (code: number, reason: string): void => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      void registry.close();
      print({ kind: 'closed', reason });
      void writer.flush().then(() => resolve(code));
    };
    // Ctrl C must end it also when its reader (a pager, say) has stopped reading.
    const onAbort = (): void => {
      finish(EXIT.done, 'It was told to end.');
      void writer.flushWithin(PATIENCE_MS).then(() => resolve(EXIT.done));
    };

    const onEvent = (event: NewStreamEvent): void => {
      if (ended) return;
      if (event.kind === 'comment') print({ kind: 'comment', text: event.data });
      if (event.kind === 'gap')
        print({ kind: 'gap', downMs: event.gap?.downMs, verdict: event.gap?.verdict, reason: event.data });
      if (event.kind !== 'event') return;
      const { type, id, lastEventId, channel, data, receivedAt } = event;
      print({ kind: 'event', type, id, lastEventId, channel, data, receivedAt });
      events += 1;
      if (events === args.count) finish(EXIT.done, `${events} event${events === 1 ? '' : 's'} received.`);
    };

    const onState = (state: ConnectionState): void => {
      if (ended) return;
      print({ kind: 'state', state: state.phase, ...stateFields(state) });
      if (state.phase === 'open') {
        wasOpen = true;
        print({
          kind: 'open',
          transport: state.transport,
          status: state.via.status,
          headers: state.via.headers,
        });
      }
      if (state.phase === 'waiting' && !wasOpen) {
        failedStarts += 1;
        if (failedStarts >= MAX_FAILED_STARTS) finish(EXIT.couldNotConnect, state.reason.message);
      }
      if (state.phase === 'stopped') {
        if (state.needsCredentials) finish(EXIT.refusedCredentials, state.reason.message);
        else
          finish(state.reason.code === 'no-content' ? EXIT.done : EXIT.couldNotConnect, state.reason.message);
      }
    };

    const registry = createSourceRegistry({
      version,
      onEvent,
      room: () => writer.room(),
      onRetry: (_, ms) => !ended && print({ kind: 'retry', ms }),
      onChange(id) {
        const status = registry.status(id);
        if (status) onState(status.state);
      },
    });
    const timer =
      args.forMs === undefined
        ? undefined
        : setTimeout(
            () => finish(EXIT.done, `${args.forMs! / 1_000} s are over.`),
            Math.min(args.forMs, 2 ** 31 - 1),
          );
    io.signal.addEventListener('abort', onAbort, { once: true });
    registry.add({
      id: SOURCE_ID,
      name: new URL(args.url).host,
      url: args.url,
      transports: [...args.transports],
      enabled: true,
      headers: args.headers.map(({ name, value }) => ({ name, value, secret: true, enabled: true })),
      queryToken: null,
      resume: true,
      startFromId: args.lastEventId,
    });
  });
}

function stateFields(state: ConnectionState): Record<string, unknown> {
  switch (state.phase) {
    case 'connecting':
    case 'open':
      return { attempt: state.attempt };
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
