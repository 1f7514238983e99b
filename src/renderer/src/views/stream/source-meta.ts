import type { Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { connectionWords } from '../../ui/connection-words';

const BADGES: Readonly<Record<Transport, string>> = { sse: 'SSE', websocket: 'WS', polling: 'POLL' };

/** The badge of the transport that is used or tried. */
export function transportBadge({ state, config }: SourceSnapshot): string {
  return BADGES['transport' in state ? state.transport : (config.transports[0] ?? 'sse')];
}

/** The second line of a source: its host while all is well, otherwise what is going on. */
export function sourceMeta(
  source: SourceSnapshot,
  now: number,
): { readonly text: string; readonly tone: 'warn' | 'err' | null; readonly title: string } {
  const { word, reason } = connectionWords(source, now);
  const { displayUrl } = source.config;
  const lower = word.charAt(0).toLowerCase() + word.slice(1);
  switch (source.state.phase) {
    case 'open':
      return { text: hostOf(displayUrl), tone: null, title: displayUrl };
    case 'waiting':
      return { text: lower, tone: 'warn', title: reason ?? displayUrl };
    case 'stopped': {
      const why = source.state.needsCredentials ? lower : (reason ?? lower);
      return { text: why, tone: 'err', title: reason ?? displayUrl };
    }
    default:
      return { text: lower, tone: null, title: displayUrl };
  }
}

/** Host and port of an address; the address itself when it has none. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}
