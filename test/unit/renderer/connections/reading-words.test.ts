import { describe, expect, it } from 'vitest';
import type { Negotiated, TlsFacts } from '@shared/connection';
import {
  correctedLatency,
  isElsewhere,
  protocolReading,
  receivedReading,
  reconnectsReading,
  remoteReading,
  sharedReading,
  signedParts,
  skewReading,
  tlsReading,
} from '@/views/connections/reading-words';
import { aSource, openState } from './a-source';

const NOW = 1_000_000_000_000;
const DAY = 86_400_000;
const TLS: TlsFacts = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  alpn: 'h2',
  subject: 'example.com',
  issuer: 'Example CA',
  expiresAt: NOW + 61.5 * DAY,
  verified: true,
};
const via = (part: Partial<Negotiated> = {}): Negotiated => ({ ...openState(0).via, ...part });
const counters = aSource(openState(0)).counters;

describe('readings of a connection', () => {
  it('name version and certificate, warn below 14 days and are red when it was not checked', () => {
    expect(tlsReading(via({ tls: TLS }), NOW)).toMatchObject({
      value: '1.3',
      note: 'certificate valid 61 days',
      tone: 'plain',
      noteTone: 'plain',
    });
    const until = (days: number) => tlsReading(via({ tls: { ...TLS, expiresAt: NOW + days * DAY } }), NOW);
    expect(until(13.9)).toMatchObject({ note: 'certificate valid 13 days', noteTone: 'warn' });
    expect(until(0.5)).toMatchObject({ note: 'certificate expires today', noteTone: 'warn' });
    expect(until(-0.5)).toMatchObject({ note: 'certificate has expired', noteTone: 'err' });
    expect(tlsReading(via({ tls: { ...TLS, verified: false } }), NOW)).toMatchObject({
      note: 'certificate not checked',
      tone: 'err',
    });
    expect(tlsReading(via({ url: 'http://127.0.0.1:4870/' }), NOW)).toMatchObject({ note: 'not encrypted' });
  });

  it('take address and port apart, also of IPv6, and name the proxy and the round trip', () => {
    expect(remoteReading(via({ remoteAddress: '203.0.113.18:443' }), 18)).toMatchObject({
      value: '203.0.113.18',
      note: 'port 443, RTT 18 ms',
    });
    expect(remoteReading(via({ remoteAddress: '[::1]:4870' }), null)).toMatchObject({
      value: '::1',
      note: 'port 4870',
    });
    expect(remoteReading(via({ remoteAddress: '2001:db8::7' }), null).value).toBe('2001:db8::7');
    const proxied = via({ remoteAddress: '10.0.0.1:3128', proxy: 'http://proxy.example.com:3128' });
    expect(remoteReading(proxied, null).note).toBe('port 3128, via proxy.example.com:3128');
    expect(remoteReading(null, null)).toMatchObject({ value: 'none', note: 'not connected' });
  });

  it('tell what came from what it took on the wire', () => {
    expect(receivedReading({ ...counters, bytes: 18_400_000, wireBytes: 4_100_000 }, 28_100)).toMatchObject({
      value: '18.4',
      unit: 'MB',
      note: '4.1 MB wire, 28.1 kB/s',
    });
    expect(receivedReading({ ...counters, bytes: 900, wireBytes: 900 }, 0).note).toBe('0 B/s, plain text');
    expect(receivedReading({ ...counters, bytes: 0, wireBytes: 0 }, 0).note).toBe('nothing yet');
  });

  it('say what was lost, and do not promise that nothing was', () => {
    expect(reconnectsReading({ ...counters, reconnects: 4, missing: 27 }, 1)).toMatchObject({
      value: '4',
      note: '27 events lost in 1 gap',
      noteTone: 'warn',
    });
    expect(reconnectsReading({ ...counters, reconnects: 4 }, 0).note).toBe('no loss known');
  });

  it('name ALPN, skew in both directions, and who shares the connection', () => {
    expect(protocolReading(via({ tls: TLS, protocol: 'HTTP/2' })).note).toBe('ALPN h2, status 200');
    expect(skewReading(38)).toMatchObject({ value: '+38', unit: 'ms', note: 'corrected in Latency' });
    expect(skewReading(-1_500)).toMatchObject({ value: '−1.5', unit: 's', note: 'its clock is behind' });
    expect(signedParts(-42)).toEqual(['−42', 'ms']);
    expect(sharedReading(['notify', 'audit'])).toMatchObject({ value: '2', note: 'notify, audit' });
  });

  it('take a clock that is ahead out of the latency', () => {
    const { numbers } = aSource(openState(0));
    const latency = { p50: -2_380, p99: -2_300, count: 40 };
    expect(correctedLatency({ ...numbers, latency, clockSkewMs: 2_390 })).toEqual({
      p50: 10,
      p99: 90,
      count: 40,
    });
    expect(correctedLatency({ ...numbers, latency, clockSkewMs: null })).toBe(latency);
    expect(correctedLatency({ ...numbers, latency: null, clockSkewMs: 2_390 })).toBeNull();
  });

  it('know a redirect from the scheme and the parameters that a transport adds', () => {
    const source = aSource(openState(0));
    expect(isElsewhere(via({ url: 'wss://arena.example.com/live?last_event_id=4' }), source)).toBe(false);
    expect(isElsewhere(via({ url: 'https://eu.arena.example.com/live' }), source)).toBe(true);
  });
});
