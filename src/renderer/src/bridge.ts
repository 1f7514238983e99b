/** The only file that touches `window.streamgauge`: calls that throw, pushes, and the live feed's port. */
import { StreamgaugeError } from '@shared/errors';
import type { FeedMessage, FeedRequest } from '@shared/feed';
import {
  FEED_PORT_MESSAGE,
  type CallAnswer,
  type CallArgument,
  type CallName,
  type CallResult,
  type PushName,
  type Pushes,
} from '@shared/ipc';
import type { WindowStart } from '@shared/window-start';

/** What the window knows before it asks. */
export const windowStart = (): WindowStart => window.streamgauge.start;

/** Calls with no argument may leave it out. */
type Arguments<N extends CallName> =
  undefined extends CallArgument<N> ? [argument?: CallArgument<N>] : [argument: CallArgument<N>];

/**
 * Asks the main process for something.
 * @throws StreamgaugeError with the code, sentence and hint that the main process gave
 */
export async function call<N extends CallName>(name: N, ...[argument]: Arguments<N>): Promise<CallResult<N>> {
  return valueOf(await window.streamgauge.call(name, argument as CallArgument<N>));
}

function valueOf<N extends CallName>(answer: CallAnswer<N>): CallResult<N> {
  if (answer.ok) return answer.value;
  const { code, message, hint } = answer.problem;
  throw new StreamgaugeError(code, message, hint === undefined ? {} : { hint });
}

/**
 * Reads files of a drop into captures; the ids of the jobs.
 * @throws StreamgaugeError as `call`
 */
export async function importDropped(files: readonly File[]): Promise<CallResult<'import.pick'>> {
  return valueOf(await window.streamgauge.importDropped(files));
}

/** Listens to a push; returns the function that stops it. */
export function on<N extends PushName>(name: N, listener: (value: Pushes[N]) => void): () => void {
  return window.streamgauge.on(name, listener);
}

/** One end of the live feed. */
export interface FeedLine {
  send(request: FeedRequest): void;
  close(): void;
}

/** Opens the live feed. The port arrives as a message from this very window, sent by the preload script. */
export async function openFeed(listener: (message: FeedMessage) => void): Promise<FeedLine> {
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const receive = (event: MessageEvent): void => {
      if (event.source !== window || event.data !== FEED_PORT_MESSAGE || !event.ports[0]) return;
      window.removeEventListener('message', receive);
      resolve(event.ports[0]);
    };
    window.addEventListener('message', receive);
    call('feed.open').catch((error: unknown) => {
      window.removeEventListener('message', receive);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
  port.onmessage = (event: MessageEvent<FeedMessage>) => listener(event.data);
  return { send: (request) => port.postMessage(request), close: () => port.close() };
}
