import { TRANSPORT_NAMES, type ConnectionState } from '@shared/connection';
import { duration } from '@shared/duration';

/** What became of a connection, as a row of the stream: a whole sentence. Null for what is only on its way. */
export function stateSentence(name: string, state: ConnectionState): string | null {
  switch (state.phase) {
    case 'connecting':
      return null;
    case 'open': {
      const { protocol } = state.via;
      return `${name} is open over ${TRANSPORT_NAMES[state.transport]}${protocol ? ` (${protocol})` : ''}.`;
    }
    case 'waiting':
      return `${state.reason.message} Trying again in ${duration(state.delayMs)}.`;
    case 'stopped':
      return state.reason.message;
    case 'paused':
      return `${name} is paused.`;
  }
}
