/** What our source makes of a stream, in the terms in which a browser's `EventSource` is asked. */
import type { ConnectionState } from '@shared/connection';
import type { BrowserRun } from './chromium-event-source';
import { eventually } from './eventually';
import { watchSource } from './watched-source';

/** Follows the address until its first end: the connection broke or ended, or was not opened. */
export async function followWithSource(
  url: string,
): Promise<BrowserRun & { readonly state: ConnectionState }> {
  const watched = watchSource(url);
  try {
    const state = await eventually(() => {
      const found = watched.states.find(({ phase }) => phase === 'waiting' || phase === 'stopped');
      if (!found) throw new Error(`no end in sight: ${JSON.stringify(watched.status().state)}`);
      return found;
    });
    return {
      // Taken before the next attempt, which is half a second away.
      events: watched.events().map(({ type, data, lastEventId }) => ({ type, data, lastEventId })),
      opens: watched.states.filter(({ phase }) => phase === 'open').length,
      readyState: state.phase === 'waiting' ? 0 : 2,
      state,
    };
  } finally {
    await watched.close();
  }
}
