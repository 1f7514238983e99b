import { StreamgaugeError } from '@shared/errors';
import { createHub } from '../main/hub/hub';
import type { CommandIo } from './command-io';
import { EXIT } from './exit-codes';

export interface ServeArguments {
  /** 0 for any free port. */
  readonly port: number;
  /** Start every demo scene. */
  readonly demo: boolean;
  /** ms; 0 for none. */
  readonly heartbeatMs?: number;
}

/**
 * `streamgauge serve`: runs a hub until the signal is aborted.
 * @returns the exit code: 0 when it was ended, 3 when it could not listen
 */
export async function serve(args: ServeArguments, { stdout, stderr, signal }: CommandIo): Promise<number> {
  const hub = createHub({
    port: args.port,
    ...(args.heartbeatMs !== undefined && { heartbeatMs: args.heartbeatMs }),
    onError: (error) => stderr(`${error instanceof Error ? error.message : String(error)}\n`),
  });
  let url: string;
  try {
    ({ url } = await hub.start());
  } catch (error) {
    if (!(error instanceof StreamgaugeError)) throw error;
    stderr(`${error.message}${error.hint === undefined ? '' : ` ${error.hint}`}\n`);
    return EXIT.couldNotConnect;
  }
  try {
    await stdout(`Listening on ${url}/events\n`);
    await stdout(`Watch it with: curl -N '${url}/events?channel=**'\n`);
    if (args.demo) for (const { id, rate } of hub.snapshot().scenes) hub.setScene(id, true, rate);
    await aborted(signal);
  } finally {
    await hub.stop();
  }
  return EXIT.done;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
