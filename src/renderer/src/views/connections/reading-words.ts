import type { Negotiated } from '@shared/connection';
import type { Quantiles, SourceCounters, SourceNumbers, SourceSnapshot } from '@shared/source';
import { t, worded } from '../../i18n/i18n';
import { bytes, duration, parted, whole } from '../../ui/format';

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
const offline = (): Reading => quiet(t('connections.reading.notConnected'));
const plain = (value: string, unit: string, note: string): Reading => ({
  value,
  unit,
  note,
  tone: 'plain',
  noteTone: 'plain',
});
const quiet = (note: string, value = t('connections.reading.none')): Reading => ({
  ...plain(value, '', note),
  tone: 'quiet',
});

/** Version and certificate of the connection. */
export function tlsReading(via: Negotiated | null, now: number): Reading {
  if (!via) return offline();
  if (!via.tls)
    return quiet(
      /^(?:https|wss):/iu.test(via.url) ? t('connections.tls.notKnown') : t('connections.tls.notEncrypted'),
    );
  const { version, verified, expiresAt } = via.tls;
  const value = version.replace(/^TLSv/u, '');
  if (!verified)
    return { ...plain(value, '', t('connections.tls.notChecked')), tone: 'err', noteTone: 'err' };
  if (expiresAt === null) return plain(value, '', t('connections.tls.checked'));
  const days = Math.floor((expiresAt - now) / DAY_MS);
  if (expiresAt <= now) return { ...plain(value, '', t('connections.tls.expired')), noteTone: 'err' };
  const note = days === 0 ? t('connections.tls.today') : t('connections.tls.valid', { n: whole(days) }, days);
  return { ...plain(value, '', note), noteTone: days < SOON_DAYS ? 'warn' : 'plain' };
}

/** Whom it is connected to, and by what way. */
export function remoteReading(via: Negotiated | null, roundTripMs: number | null): Reading {
  if (!via) return offline();
  const [host, port] = splitPort(via.remoteAddress ?? '');
  const note = [
    ...(port === '' ? [] : [t('connections.remote.port', { port })]),
    ...(via.proxy === undefined
      ? []
      : [t('connections.remote.via', { proxy: via.proxy.replace(/^[a-z0-9]+:\/\//iu, '') })]),
    ...(roundTripMs === null ? [] : [t('connections.remote.roundTrip', { time: duration(roundTripMs) })]),
  ].join(', ');
  return host === ''
    ? quiet(note || t('connections.remote.addressUnknown'), t('connections.remote.unknown'))
    : plain(host, '', note || t('connections.remote.noPort'));
}

function splitPort(address: string): [host: string, port: string] {
  const match = /^(.*):(\d+)$/u.exec(address);
  // An IPv6 address without brackets has colons of its own.
  if (!match || (match[1]!.includes(':') && !match[1]!.startsWith('['))) return [address, ''];
  return [match[1]!.replace(/^\[|\]$/gu, ''), match[2]!];
}

export function protocolReading(via: Negotiated | null): Reading {
  if (!via) return offline();
  const alpn = via.tls?.alpn;
  const { status } = via;
  return plain(
    via.protocol,
    '',
    alpn ? t('connections.protocol.alpn', { alpn, status }) : t('connections.protocol.status', { status }),
  );
}

/** How much came, and what it took on the wire. */
export function receivedReading(
  { bytes: decoded, wireBytes }: SourceCounters,
  bytesPerSecond: number,
): Reading {
  const [value, unit] = parted(bytes(decoded));
  if (decoded === 0) return plain(value, unit, t('connections.received.nothing'));
  const pace = `${bytes(bytesPerSecond)}/s`;
  if (wireBytes === 0 || wireBytes >= decoded)
    return plain(value, unit, t('connections.received.plain', { pace }));
  return plain(value, unit, t('connections.received.wire', { size: bytes(wireBytes), pace }));
}

export function reconnectsReading({ reconnects, missing }: SourceCounters, gaps: number): Reading {
  if (missing > 0) {
    const lost = t('connections.lost.events', { n: whole(missing) }, missing);
    const note =
      gaps > 0
        ? t('connections.lost.inGaps', { lost, gaps: t('common.gaps', { n: whole(gaps) }, gaps) })
        : lost;
    return { ...plain(whole(reconnects), '', note), noteTone: 'warn' };
  }
  return plain(
    whole(reconnects),
    '',
    t(reconnects === 0 ? 'connections.lost.noBreak' : 'connections.lost.noneKnown'),
  );
}

export function skewReading(clockSkewMs: number | null): Reading {
  if (clockSkewMs === null) return quiet(t('connections.skew.none'));
  const sign = clockSkewMs < 0 ? '−' : '+';
  const [value, unit] = parted(duration(Math.abs(clockSkewMs)));
  const note = t(clockSkewMs < 0 ? 'connections.skew.behind' : 'connections.skew.corrected');
  return plain(sign + value, unit, note);
}

/** Other sources on the same connection. */
export function sharedReading(names: readonly string[]): Reading {
  if (names.length === 0) return quiet(t('connections.shared.own'));
  return plain(String(names.length), t('connections.shared.sources', {}, names.length), names.join(', '));
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
  if (resumeProblem !== null) return worded(resumeProblem);
  if (!config.resume) return t('connections.id.resumeOff');
  return t(lastEventId === '' ? 'connections.id.none' : 'connections.id.sent');
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
