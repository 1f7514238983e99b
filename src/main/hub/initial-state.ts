import type { Notice } from './sink';
import { dataText } from './frame';

/** Gives the current state of a channel; called when a client arrives. */
export type StateProvider = () => unknown;

/** What a client is told of a channel before its first event. */
export class InitialStates {
  readonly #providers = new Map<string, StateProvider>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Sets or replaces the provider of a channel; the returned function takes it away again. */
  set(channel: string, provider: StateProvider): () => void {
    this.#providers.set(channel, provider);
    return () => {
      if (this.#providers.get(channel) === provider) this.#providers.delete(channel);
    };
  }

  /** The state of every matching channel, as messages. A provider that throws is told to the client as an `error`. */
  notices(matches: (channel: string) => boolean): Notice[] {
    const notices: Notice[] = [];
    for (const [channel, provider] of this.#providers) {
      if (!matches(channel)) continue;
      try {
        notices.push({ event: 'initial_state', channel, data: dataText(provider()) });
      } catch (error) {
        this.#onError(error);
        // No detail: what went wrong inside is not the client's to read.
        const message = 'The current state of this channel could not be read.';
        notices.push({ event: 'error', channel, data: { code: 'no-initial-state', message } });
      }
    }
    return notices;
  }
}
