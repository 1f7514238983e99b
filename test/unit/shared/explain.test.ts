import { describe, expect, it } from 'vitest';
import type { ConnectionState, ResumeAudit } from '@shared/connection';
import { explain, type Explanation } from '@shared/explain';
import type { SourceSnapshot } from '@shared/source';
import {
  attempts,
  audit,
  clock,
  ENDED,
  HOUR,
  MINUTE,
  NO_UPGRADE,
  NOW,
  open,
  REFUSED,
  regular,
  RESET,
  source,
  type Line,
} from '../../support/told-sources';

const told = (of: SourceSnapshot): Explanation => explain(of, NOW, clock);
const text = (of: SourceSnapshot): string =>
  told(of)
    .paragraphs.map((sentences) => sentences.join(' '))
    .join('\n');
const codes = (of: SourceSnapshot): string[] => told(of).patterns.map(({ code }) => code);

describe('the account of the last hour', () => {
  it('says that a source was open all the time', () => {
    const calm = source(open(NOW - 2 * HOUR), attempts({ from: 2 * HOUR + 20, opened: 2 * HOUR }));
    expect(told(calm)).toEqual({
      paragraphs: [
        ['In the last hour orders was open all the time.', 'It came over SSE.', 'It did not break.'],
        ['It is open since 12:30:00.'],
      ],
      patterns: [],
    });
  });

  it('counts the time open only within the hour, and names its share', () => {
    const broken = source(
      open(NOW - 20 * MINUTE),
      attempts(
        { from: 3 * HOUR, opened: 3 * HOUR, to: 30 * MINUTE, reason: RESET },
        { from: 20 * MINUTE, opened: 20 * MINUTE, audit: audit(NOW - 20 * MINUTE) },
      ),
    );
    expect(text(broken)).toContain('In the last hour orders was open for 50 min 0 s, 83 % of the time.');
    expect(text(broken)).toContain('It broke once, at 14:00:00: The connection to orders was reset.');
    expect(text(broken)).toContain('It went on after the last id. Nothing is missing.');
  });

  it('tells of a source that is younger than an hour from its first attempt on', () => {
    const young = source(open(NOW - 4 * MINUTE), attempts({ from: 5 * MINUTE, opened: 4 * MINUTE }));
    expect(text(young)).toContain('In the 5 min 0 s since its first attempt orders was open for 4 min 0 s');
  });

  it('never rounds a break away to 100 %', () => {
    const nearly = source(
      open(NOW - MINUTE),
      attempts(
        { from: 2 * HOUR, opened: 2 * HOUR, to: MINUTE + 700, reason: ENDED },
        { from: MINUTE, opened: MINUTE },
      ),
    );
    expect(text(nearly)).toContain('99.9 % of the time');
  });

  it('says why a lower transport carries the stream, and when the better one was and will be tried', () => {
    const fallen = source(
      open(NOW - 10 * MINUTE),
      attempts(
        { from: 2 * HOUR, to: 2 * HOUR - 50, transport: 'websocket', status: 200, reason: NO_UPGRADE },
        { from: 2 * HOUR - 50, opened: 2 * HOUR - 90 },
        { from: 9 * MINUTE, to: 9 * MINUTE - 40, transport: 'websocket', status: 200, reason: NO_UPGRADE },
      ),
      {
        ladder: [
          { transport: 'websocket', state: 'failed', reason: NO_UPGRADE, since: null },
          { transport: 'sse', state: 'carrying', reason: null, since: null },
          { transport: 'polling', state: 'untried', reason: null, since: null },
        ],
        climbAt: NOW + 4 * MINUTE,
      },
    );
    expect(told(fallen).paragraphs[0]).toEqual([
      'In the last hour orders was open all the time.',
      'It came over SSE.',
      'The better transport WebSocket failed: orders answered 200 OK instead of switching to WebSocket (101).',
      'The last try of WebSocket was at 14:21:00, the next one is at 14:34:00.',
      'It did not break.',
    ]);
    expect(text(fallen)).not.toContain('did not open');
    expect(codes(fallen)).toEqual(['no-upgrade']);
  });

  it('gives each transport its part where the stream went over from one to another, without counting twice', () => {
    const climbed = source(
      open(NOW - 10 * MINUTE, 'websocket'),
      attempts(
        {
          from: HOUR,
          opened: HOUR,
          to: 10 * MINUTE,
          reason: { code: 'climbed', message: 'WebSocket works again.' },
        },
        { from: 10 * MINUTE + 300, opened: 10 * MINUTE + 100, transport: 'websocket' },
      ),
      {
        ladder: [
          { transport: 'websocket', state: 'carrying', reason: null, since: null },
          { transport: 'sse', state: 'untried', reason: null, since: null },
        ],
      },
    );
    expect(text(climbed)).toContain('It came over SSE for 50 min 0 s and over WebSocket for 10 min 0 s.');
    expect(text(climbed)).toContain('It went back to a better transport once, without a gap.');
    expect(text(climbed)).toContain('It did not break.');
  });

  it('sorts the causes of many breaks by how often they came', () => {
    const many = source(
      open(NOW - MINUTE),
      attempts(
        { from: 50 * MINUTE, opened: 50 * MINUTE, to: 40 * MINUTE, reason: RESET },
        { from: 40 * MINUTE, opened: 40 * MINUTE, to: 33 * MINUTE, reason: ENDED },
        { from: 33 * MINUTE, opened: 33 * MINUTE, to: 20 * MINUTE, reason: ENDED },
        { from: 20 * MINUTE, opened: 20 * MINUTE, to: MINUTE, reason: ENDED },
        { from: MINUTE, opened: MINUTE },
      ),
    );
    expect(text(many)).toContain(
      'It broke 4 times. In 3 cases: The server ended the stream. ' +
        'In one case: The connection to orders was reset.',
    );
  });

  it('adds up what the audits say, and does not claim to know what cannot be told', () => {
    const three = (...parts: Partial<ResumeAudit>[]): string =>
      text(
        source(
          open(NOW - MINUTE),
          attempts(
            { from: 50 * MINUTE, opened: 50 * MINUTE, to: 40 * MINUTE, reason: ENDED },
            ...parts.map((part, i) => ({
              from: (40 - i) * MINUTE,
              opened: (40 - i) * MINUTE,
              to: (39 - i) * MINUTE,
              reason: ENDED,
              audit: audit(NOW - (40 - i) * MINUTE, part),
            })),
          ),
        ),
      );
    expect(three({}, { replayed: 1_204, duplicates: 1 }, {})).toContain(
      'Each time it went on after the last id. Nothing is missing. ' +
        '1,204 events came from the server’s memory. One event that came twice was dropped.',
    );
    expect(three({}, { verdict: 'missing', missing: 27 }, {})).toContain(
      'Each time it went on after the last id. 27 events are missing from one gap.',
    );
    expect(three({ verdict: 'missing', missing: null }, { verdict: 'missing', missing: 3 })).toContain(
      'At least 3 events are missing from 2 gaps.',
    );
    expect(three({ verdict: 'unknown', missing: null, replayed: null }, {}, {})).toContain(
      'Whether anything is missing after 1 of 3 breaks cannot be told. Nothing is missing after the others.',
    );
    expect(three({ verdict: 'unknown', missing: null, sentId: null })).toContain(
      'There was no id to go on after. Whether anything is missing cannot be told.',
    );
  });

  it('does not blame the server for what was done by hand', () => {
    const paused = source(
      { phase: 'paused', since: NOW - 5 * MINUTE },
      attempts({ from: HOUR, opened: HOUR, to: 5 * MINUTE }),
    );
    expect(text(paused)).toContain('It was paused or reconnected by hand once. It did not break.');
    expect(text(paused)).toContain('It is paused since 14:25:00.');
  });

  it('says that nothing was connected at all', () => {
    expect(told(source({ phase: 'paused', since: NOW - 2 * HOUR }, [])).paragraphs).toEqual([
      ['orders was not connected in the last hour.'],
      ['It is paused since 12:30:00.'],
    ]);
  });

  it('warns of a certificate that runs out, and of one that is not checked', () => {
    const soon = open(NOW - HOUR) as Extract<ConnectionState, { phase: 'open' }>;
    const tls = {
      version: 'TLSv1.3',
      cipher: '',
      alpn: null,
      subject: '',
      issuer: '',
      expiresAt: NOW + 9.5 * 24 * HOUR,
      verified: true,
    };
    const list = attempts({ from: 2 * HOUR, opened: HOUR });
    const state = { ...soon, via: { ...soon.via, tls } };
    expect(text(source(state, list, { warning: 'Certificates are not checked.' }))).toContain(
      'Certificates are not checked. The certificate of the server runs out in 9 days.',
    );
    const late = { ...state, via: { ...soon.via, tls: { ...tls, expiresAt: NOW - 1 } } };
    expect(text(source(late, list))).toContain('The certificate of the server has run out.');
  });

  it('keeps to what is known when only the last 200 attempts are', () => {
    const list = attempts(
      ...Array.from({ length: 200 }, (_, i) => ({
        from: (200 - i) * 5_000,
        to: (200 - i) * 5_000 - 10,
        reason: REFUSED,
      })),
    );
    const waiting: ConnectionState = {
      phase: 'waiting',
      transport: 'sse',
      attempt: 201,
      since: NOW - 5_000,
      until: NOW + 9_000,
      delayMs: 14_000,
      reason: REFUSED,
    };
    expect(text(source(waiting, list))).toContain(
      'In the 16 min 40 s of its last 200 attempts orders was never open.',
    );
    expect(text(source(waiting, list))).toContain('It tries again at 14:30:09');
  });
});

describe('patterns in what broke', () => {
  it.each([
    [60_000, 'after 60 s', 'AWS load balancers and nginx use 60 s.'],
    [100_300, 'after 100 s', 'Cloudflare uses 100 s'],
    [55_000, 'after 55 s', 'Heroku’s router uses 55 s'],
    [350_000, 'after 5 min 50 s', 'AWS network load balancers use 350 s'],
  ])('takes connections that are over after %d ms of silence for an idle timeout', (lasted, after, whose) => {
    const [pattern] = told(source(open(NOW - 900), regular(lasted, 5, { events: 1 }))).patterns;
    expect(pattern?.code).toBe('idle-timeout');
    expect(pattern?.message).toContain(`5 times the connection was over ${after}`);
    expect(pattern?.message).toContain(whose);
    expect(pattern?.advice).toContain('comment');
  });

  it('takes a regular end while events flow for a time limit, not for an idle timeout', () => {
    const flowing = source(open(NOW - 900), regular(30_000, 5, { events: 412 }), { usualIntervalMs: 70 });
    expect(codes(flowing)).toEqual(['time-limit']);
  });

  it('sees a server that renews its connections, and calls that no fault', () => {
    const rotated = source(open(NOW - 900), regular(15 * MINUTE, 4, { events: 9_000 }), {
      usualIntervalMs: 100,
    });
    const pattern = told(rotated).patterns.find(({ code }) => code === 'rotation');
    expect(pattern?.message).toContain('4 times the connection was over after 15 min');
  });

  it('sees that connections end after the same number of events', () => {
    const list = attempts(
      { from: 40 * MINUTE, opened: 40 * MINUTE, to: 31 * MINUTE, reason: ENDED, events: 100 },
      { from: 31 * MINUTE, opened: 31 * MINUTE, to: 30 * MINUTE, reason: ENDED, events: 100 },
      { from: 30 * MINUTE, opened: 30 * MINUTE, to: 12 * MINUTE, reason: ENDED, events: 100 },
      { from: 12 * MINUTE, opened: 12 * MINUTE, events: 41 },
    );
    const [pattern] = told(source(open(NOW - 12 * MINUTE), list)).patterns;
    expect(pattern?.code).toBe('length-limit');
    expect(pattern?.message).toContain('after exactly 100 events');
  });

  it('sees no pattern in two breaks, nor in breaks of any length', () => {
    expect(codes(source(open(NOW - 900), regular(60_000, 2, { events: 1 })))).toEqual([]);
    const irregular = attempts(
      { from: 50 * MINUTE, opened: 50 * MINUTE, to: 40 * MINUTE, reason: RESET, events: 9 },
      { from: 40 * MINUTE, opened: 40 * MINUTE, to: 37 * MINUTE, reason: ENDED, events: 3 },
      { from: 37 * MINUTE, opened: 37 * MINUTE, to: 9 * MINUTE, reason: RESET, events: 71 },
      { from: 9 * MINUTE, opened: 9 * MINUTE },
    );
    expect(codes(source(open(NOW - 9 * MINUTE), irregular))).toEqual([]);
  });

  it('tells a server that accepts and drops from one that is down', () => {
    const dropping = attempts(
      ...[9, 7, 4].map((s) => ({
        from: s * 1_000,
        opened: s * 1_000 - 20,
        to: s * 1_000 - 120,
        reason: RESET,
      })),
    );
    const waiting: ConnectionState = {
      phase: 'waiting',
      transport: 'sse',
      attempt: 4,
      since: NOW,
      until: NOW + 4_000,
      delayMs: 4_000,
      reason: RESET,
    };
    expect(codes(source(waiting, dropping))).toEqual(['drops-at-once']);
    const down = attempts(
      { from: HOUR, opened: HOUR, to: 3 * MINUTE, reason: ENDED },
      ...[170, 160, 130, 60].map((s) => ({ from: s * 1_000, to: s * 1_000 - 5, reason: REFUSED })),
    );
    const [pattern] = told(source({ ...waiting, reason: REFUSED }, down)).patterns;
    expect(pattern).toMatchObject({ code: 'no-answer', title: 'The server is down' });
    expect(pattern?.message).toContain(
      'Since 14:27:10, for 2 min 50 s and 4 attempts, none has got through.',
    );
  });

  it('sees that credentials have expired only where they had worked before', () => {
    const denied = { code: 'unauthorized', message: 'orders refused the credentials (401 Unauthorized).' };
    const stopped: ConnectionState = {
      phase: 'stopped',
      since: NOW - MINUTE,
      needsCredentials: true,
      reason: denied,
    };
    const last: Line = { from: 61_000, to: 60_000, status: 401, reason: denied };
    const worked = attempts(
      { from: 31 * MINUTE, opened: 31 * MINUTE, to: MINUTE + 2_000, reason: ENDED },
      last,
    );
    const [pattern] = told(source(stopped, worked)).patterns;
    expect(pattern?.code).toBe('credentials-expired');
    expect(pattern?.message).toContain('It worked until 14:28:58 and was refused at 14:28:59');
    expect(codes(source(stopped, attempts(last)))).toEqual([]);
  });

  it('sees bursts, and says that they were held back only where the payloads show it', () => {
    const bursty = (latency: { p50: number; p99: number; count: number } | null): SourceSnapshot => {
      const calm = source(open(NOW - HOUR), attempts({ from: HOUR, opened: HOUR }));
      const arrivals = { p50: 2, p99: 4_020, count: 900 };
      return { ...calm, numbers: { ...calm.numbers, arrivals, latency } };
    };
    expect(told(bursty(null)).patterns[0]?.message).toContain(
      'the server sends them so, or something on the way',
    );
    expect(told(bursty({ p50: 1_900, p99: 3_900, count: 900 })).patterns[0]?.message).toContain(
      'are 1.9 s old by then: something on the way holds them back',
    );
    expect(told(bursty({ p50: 12, p99: 40, count: 900 })).patterns[0]?.message).toContain(
      'the server sends them so',
    );
  });

  it('passes on that the server asks for fewer connections', () => {
    const busy = { code: 'unavailable', message: 'orders answered 429 Too Many Requests.' };
    const list = attempts(
      { from: 10 * MINUTE, to: 10 * MINUTE - 9, status: 429, reason: busy },
      { from: 8 * MINUTE, to: 8 * MINUTE - 9, status: 429, reason: busy },
      { from: 5 * MINUTE, opened: 5 * MINUTE },
    );
    expect(codes(source(open(NOW - 5 * MINUTE), list))).toEqual(['rate-limited']);
    expect(text(source(open(NOW - 5 * MINUTE), list))).toContain(
      'Between 14:20:00 and 14:22:00 2 attempts did not open: orders answered 429 Too Many Requests.',
    );
  });
});
