import type { Attempt, ConnectStage } from '@shared/connection';
import { t } from '../../i18n/i18n';
import { decimal, duration } from '../../ui/format';

/** One stage of the way to an open stream. */
export interface OpeningRow {
  readonly label: string;
  /** Where it began, ms after the start of the attempt. */
  readonly at: number;
  /** Null for one that did not happen: then `words` say why. */
  readonly ms: number | null;
  /** How long, or why not. */
  readonly words: string;
  readonly hue: 'water' | 'moss' | 'sand' | 'slate' | 'iris';
}

/** Shorter than that is no stage of its own, ms. */
const WORTH_TELLING_MS = 1;

/** `0.4 ms`, `18.4 ms`, `184 ms`, `3.2 s`. */
export const stageTime = (ms: number): string =>
  ms < 100 ? `${decimal(Math.round(ms * 10) / 10)} ms` : duration(ms);

/**
 * The stages that an attempt went through, in order, and those it did without or did not come to. None when nothing was
 * measured.
 */
export function openingRows(attempt: Attempt): readonly OpeningRow[] {
  const { times, openedAt, endedAt, transport } = attempt;
  if (!times || times.shared) return [];
  const rows: OpeningRow[] = [];
  let at = 0;
  const add = (label: string, ms: number | null, hue: OpeningRow['hue'], without: string): void => {
    rows.push({ label, at, ms, hue, words: ms === null ? without : stageTime(ms) });
    at += ms ?? 0;
  };
  const proxied = times.tunnel !== null || times.proxyTls !== null;
  const came = (...later: ConnectStage[]): boolean => later.some((stage) => times[stage] !== null);
  // A stage that is missing before one that is there was not needed; behind the last one it was not reached.
  const without = (needless: string, ...later: ConnectStage[]): string =>
    came(...later) || openedAt !== null ? needless : t('connections.opening.notReached');
  const none = t('connections.opening.notNeeded');
  if ((times.before ?? 0) >= WORTH_TELLING_MS)
    add(t('connections.opening.before'), times.before, 'slate', none);
  add(t('connections.opening.lookup'), times.lookup, 'iris', without(none, 'tcp'));
  add(
    t(proxied ? 'connections.opening.tcpProxy' : 'connections.opening.tcp'),
    times.tcp,
    'moss',
    without(none, 'proxyTls', 'tunnel', 'tls', 'answer'),
  );
  if (times.proxyTls !== null) add(t('connections.opening.proxyTls'), times.proxyTls, 'sand', none);
  if (times.tunnel !== null) add(t('connections.opening.tunnel'), times.tunnel, 'moss', none);
  add(t('connections.opening.tls'), times.tls, 'sand', without(t('connections.opening.plain'), 'answer'));
  add(
    t(transport === 'websocket' ? 'connections.opening.handshake' : 'connections.opening.answer'),
    times.answer,
    'water',
    t('connections.opening.notReached'),
  );
  add(
    t('connections.opening.firstEvent'),
    times.firstEvent,
    'slate',
    endedAt === null ? t('connections.opening.noneYet') : t('connections.opening.none'),
  );
  return rows;
}

/** `name lookup 18.4 ms, TCP 24.1 ms, TLS 41.7 ms, answer 97.9 ms`; empty when nothing was measured. */
export function openingWords(attempt: Attempt): string {
  return openingRows(attempt)
    .slice(0, -1)
    .flatMap(({ label, ms, words }) => (ms === null ? [] : [`${label} ${words}`]))
    .join(', ');
}
