import type { Negotiated } from '@shared/connection';
import { duration } from '@shared/duration';
import type { Quantiles, SourceCounters, SourceNumbers, SourceSnapshot } from '@shared/source';
import { bytes, parted, plural, whole } from '../../ui/format';

/** What one reading says. */
export interface Reading {
  readonly value: string;
  readonly unit: string;
  readonly note: string;
  readonly tone: 'warn' | 'err' | 'quiet' | 'plain';
  readonly noteTone: 'warn' | 'err' | 'plain';
}

const DAY_MS = 86_400_000;
/** A certificate that is valid for less is worth a warning, days. */
const SOON_DAYS = 14;
const OFFLINE: Reading = {
  value: 'none',
  unit: '',
  note: 'not connected',
  tone: 'quiet',
  noteTone: 'plain',
};
const plain = (value: string, unit: string, note: string): Reading => ({
  value,
  unit,
  note,
  tone: 'plain',
  noteTone: 'plain',
});
const quiet = (note: string, value = 'none'): Reading => ({ ...OFFLINE, value, note });

/** Version and certificate of the connection. */
export function tlsReading(via: Negotiated | null, now: number): Reading {
  if (!via) return OFFLINE;
  if (!via.tls) return quiet(/^(?:https|wss):/iu.test(via.url) ? 'not known' : 'not encrypted');
  const { version, verified, expiresAt } = via.tls;
  const value = version.replace(/^TLSv/u, '');
  if (!verified) return { ...plain(value, '', 'certificate not checked'), tone: 'err', noteTone: 'err' };
  if (expiresAt === null) return plain(value, '', 'certificate checked');
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now) return { ...plain(value, '', 'certificate has expired'), noteTone: 'err' };
  const note = days === 0 ? 'certificate expires today' : `certificate valid ${plural(days, 'day')}`;
  return { ...plain(value, '', note), noteTone: days < SOON_DAYS ? 'warn' : 'plain' };
}

/** Whom it is connected to, and by what way. */
export function remoteReading(via: Negotiated | null, roundTripMs: number | null): Reading {
  if (!via) return OFFLINE;
  const [host, port] = splitPort(via.remoteAddress ?? '');
  const note = [
    ...(port === '' ? [] : [`port ${port}`]),
    ...(via.proxy === undefined ? [] : [`via ${via.proxy.replace(/^[a-z0-9]+:\/\//iu, '')}`]),
    ...(roundTripMs === null ? [] : [`RTT ${duration(roundTripMs)}`]),
  ].join(', ');
  return host === '' ? quiet(note || 'address not known', 'unknown') : plain(host, '', note || 'no port');
}

function splitPort(address: string): [host: string, port: string] {
  const match = /^(.*):(\d+)$/u.exec(address);
  // An IPv6 address without brackets has colons of its own.
  if (!match || (match[1]!.includes(':') && !match[1]!.startsWith('['))) return [address, ''];
  return [match[1]!.replace(/^\[|\]$/gu, ''), match[2]!];
}

export function protocolReading(via: Negotiated | null): Reading {
  if (!via) return OFFLINE;
  const alpn = via.tls?.alpn;
  return plain(via.protocol, '', alpn ? `ALPN ${alpn}, status ${via.status}` : `status ${via.status}`);
}

/** How much came, and what it took on the wire. */
export function receivedReading(
  { bytes: decoded, wireBytes }: SourceCounters,
  bytesPerSecond: number,
): Reading {
  const [value, unit] = parted(bytes(decoded));
  if (decoded === 0) return plain(value, unit, 'nothing yet');
  const pace = `${bytes(bytesPerSecond)}/s`;
  if (wireBytes === 0 || wireBytes >= decoded) return plain(value, unit, `${pace}, plain text`);
  return plain(value, unit, `${bytes(wireBytes)} wire, ${pace}`);
}

export function reconnectsReading({ reconnects, missing }: SourceCounters, gaps: number): Reading {
  if (missing > 0) {
    const where = gaps > 0 ? ` in ${plural(gaps, 'gap')}` : '';
    return { ...plain(whole(reconnects), '', `${plural(missing, 'event')} lost${where}`), noteTone: 'warn' };
  }
  return plain(whole(reconnects), '', reconnects === 0 ? 'no break so far' : 'no loss known');
}

export function skewReading(clockSkewMs: number | null): Reading {
  if (clockSkewMs === null) return quiet('no sign of it');
  const sign = clockSkewMs < 0 ? '−' : '+';
  const [value, unit] = parted(duration(Math.abs(clockSkewMs)));
  const note = clockSkewMs < 0 ? 'its clock is behind' : 'corrected in Latency';
  return plain(sign + value, unit, note);
}

/** Other sources on the same connection. */
export function sharedReading(names: readonly string[]): Reading {
  if (names.length === 0) return quiet('a connection of its own');
  return plain(String(names.length), names.length === 1 ? 'source' : 'sources', names.join(', '));
}

/** Whether the stream comes from another place than the address that was entered for it. */
export function isElsewhere(via: Negotiated | null, { config }: SourceSnapshot): boolean {
  if (!via) return false;
  // WebSockets have schemes of their own, and transports add parameters.
  const place = (url: string): string =>
    url
      .replace(/^ws/iu, 'http')
      .replace(/[?#].*$/u, '')
      .replace(/\/$/u, '');
  const entered = [config.displayUrl, config.url, ...Object.values(config.options.urls)].filter(
    (url) => url !== undefined,
  );
  return !entered.some((url) => place(url) === place(via.url));
}

/** What would be sent to resume. */
export function idNote({ resumeProblem, config, lastEventId }: SourceSnapshot): string {
  if (resumeProblem !== null) return resumeProblem;
  if (!config.resume) return 'not sent: resume is off';
  return lastEventId === '' ? 'the stream has set no id' : 'sent on reconnect';
}

/** The latency as a clock without the skew would have it: nothing arrives before it happens. */
export function correctedLatency({ latency, clockSkewMs }: SourceNumbers): Quantiles | null {
  if (latency === null || clockSkewMs === null) return latency;
  const corrected = (ms: number): number => Math.max(0, ms + clockSkewMs);
  return { ...latency, p50: corrected(latency.p50), p99: corrected(latency.p99) };
}

/** A time that may be below zero, since two clocks are compared. */
export function signedParts(ms: number): [value: string, unit: string] {
  const [value, unit] = parted(duration(Math.abs(ms)));
  return [ms <= -0.5 ? `−${value}` : value, unit];
}
