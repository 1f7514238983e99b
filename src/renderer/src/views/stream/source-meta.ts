import type { Transport } from '@shared/connection';
import { language, t } from '../../i18n/i18n';
import { carriedBy, connectionWords, hasAnswered, type ConnectionFacts } from '../../ui/connection-words';
import { duration, whole } from '../../ui/format';

const BADGES: Readonly<Record<Transport, string>> = { sse: 'SSE', websocket: 'WS', polling: 'POLL' };

/** The badge of the transport that is used or tried. */
export function transportBadge({ state, config }: ConnectionFacts): string {
  return BADGES['transport' in state ? state.transport : (config.transports[0] ?? 'sse')];
}

/** The second line of a source: its host while all is well, otherwise what is going on. */
export function sourceMeta(
  source: ConnectionFacts,
  now: number,
): { readonly text: string; readonly tone: 'warn' | 'err' | null; readonly title: string } {
  const { word, reason } = connectionWords(source, now);
  const { displayUrl } = source.config;
  // In the midst of a line; where nouns are capital they stay so.
  const lower = language.value === 'de' ? word : word.charAt(0).toLowerCase() + word.slice(1);
  switch (source.state.phase) {
    case 'open': {
      const { wanted, transport, fallen } = carriedBy(source)!;
      // As the last rung, polling is the best there is: no fault.
      if (!fallen || transport === 'polling')
        return { text: hostOf(displayUrl), tone: null, title: displayUrl };
      return {
        text: t('stream.sources.fellBack', { wanted: BADGES[wanted] }),
        tone: 'warn',
        title: reason ?? displayUrl,
      };
    }
    case 'waiting':
      return { text: waitWords(source.state, now), tone: 'warn', title: reason ?? displayUrl };
    case 'stopped': {
      if (hasAnswered(source.state)) return { text: lower, tone: null, title: displayUrl };
      const why = source.state.needsCredentials ? lower : (reason ?? lower);
      return { text: why, tone: 'err', title: reason ?? displayUrl };
    }
    default:
      return { text: lower, tone: null, title: displayUrl };
  }
}

/** In whole seconds: the list ticks once in one, and has no room to spare. */
function waitWords({ until, attempt }: { until: number; attempt: number }, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  const time = seconds < 60 ? `${seconds} s` : duration(seconds * 1_000);
  return t('stream.sources.retry', { time, n: whole(attempt) });
}

/** Host and port of an address; the address itself when it has none. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host || url;
  } catch {
    return url;
  }
}
