import { TRANSPORT_NAMES, type ConnectionState } from '@shared/connection';
import { duration } from '@shared/duration';

/** What became of a connection, as a row of the stream: a whole sentence. Null for what is only on its way. */
export function stateSentence(name: string, state: ConnectionState): string | null {
  switch (state.phase) {
    case 'connecting':
      return null;
    case 'open': {
      const { protocol } = state.via;
      const transport = TRANSPORT_NAMES[state.transport];
      return protocol
        ? `${name} is open over ${transport} (${protocol}).`
        : `${name} is open over ${transport}.`;
    }
    case 'waiting': {
      const again = `Trying again in ${duration(state.delayMs)}.`;
      return `${state.reason.message} ${again}`;
    }
    case 'stopped':
      return state.reason.message;
    case 'paused':
      return `${name} is paused.`;
  }
}

/** What a sentence of `stateSentence` says: the stream keeps nothing else of what became of its connection. */
export function phaseOfSentence(sentence: string): Exclude<ConnectionState['phase'], 'connecting'> {
  if (/ is open over (?:WebSocket|SSE|polling)(?: \([^()]*\))?\.$/u.test(sentence)) return 'open';
  if (/ is paused\.$/u.test(sentence)) return 'paused';
  return / Trying again in \d[\w .]*\.$/u.test(sentence) ? 'waiting' : 'stopped';
}
