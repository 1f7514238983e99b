import { describe, expect, it } from 'vitest';
import type { ConnectionState, ResumeAudit } from '@shared/connection';
import { explain } from '@shared/explain';
import { SentenceBook } from '@shared/sentences/sentence-book';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';
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
} from '../../../support/told-sources';

const german = new SentenceBook(de, 'de');
const spanish = new SentenceBook(es, 'es');

const waiting: ConnectionState = {
  phase: 'waiting',
  transport: 'sse',
  attempt: 4,
  since: NOW,
  until: NOW + 4_000,
  delayMs: 4_000,
  reason: REFUSED,
};
const DENIED = { code: 'unauthorized', message: 'orders refused the credentials (401 Unauthorized).' };
const stopped = (needsCredentials: boolean): ConnectionState => ({
  phase: 'stopped',
  since: NOW - MINUTE,
  needsCredentials,
  reason: DENIED,
});

function resumed(...audits: Partial<ResumeAudit>[]): SourceSnapshot {
  const lines = audits.map((part, i) => ({
    from: (40 - i) * MINUTE,
    opened: (40 - i) * MINUTE,
    to: (39 - i) * MINUTE,
    reason: ENDED,
    audit: audit(NOW - (40 - i) * MINUTE, part),
  }));
  return source(open(NOW - MINUTE), attempts(...lines, { from: MINUTE, opened: MINUTE }));
}

const fallen = source(
  open(NOW - 10 * MINUTE),
  attempts(
    { from: 2 * HOUR, to: 2 * HOUR - 50, transport: 'websocket', status: 200, reason: NO_UPGRADE },
    { from: 2 * HOUR - 50, opened: 2 * HOUR - 90 },
    { from: 19 * MINUTE, to: 19 * MINUTE - 40, transport: 'websocket', status: 200, reason: NO_UPGRADE },
    { from: 9 * MINUTE, to: 9 * MINUTE - 40, transport: 'websocket', status: 200, reason: NO_UPGRADE },
  ),
  {
    ladder: [
      { transport: 'websocket', state: 'failed', reason: NO_UPGRADE, since: null },
      { transport: 'sse', state: 'carrying', reason: null, since: null },
    ],
    climbAt: NOW + 4 * MINUTE,
  },
);
const broken = source(
  open(NOW - MINUTE),
  attempts(
    { from: 50 * MINUTE, opened: 50 * MINUTE, to: 40 * MINUTE, reason: RESET },
    { from: 40 * MINUTE, opened: 40 * MINUTE, to: 33 * MINUTE, reason: ENDED },
    { from: 33 * MINUTE, opened: 33 * MINUTE, to: 20 * MINUTE, reason: ENDED },
    { from: 20 * MINUTE, opened: 20 * MINUTE, to: 20 * MINUTE - 30_250, reason: ENDED },
    { from: 19 * MINUTE, opened: 19 * MINUTE },
  ),
);
const down = attempts(
  { from: HOUR, opened: HOUR, to: 3 * MINUTE, reason: RESET },
  ...[170, 160, 130, 60].map((s) => ({ from: s * 1_000, to: s * 1_000 - 5, reason: REFUSED })),
);
const worked = attempts(
  { from: 31 * MINUTE, opened: 31 * MINUTE, to: MINUTE + 2_000, reason: ENDED },
  { from: 61_000, to: 60_000, status: 401, reason: DENIED },
);
const calm = source(open(NOW - HOUR), attempts({ from: HOUR, opened: HOUR }));
const arrivals = { p50: 2, p99: 4_020, count: 900 };

const TOLD: readonly (readonly [what: string, source: SourceSnapshot])[] = [
  ['calm', calm],
  ['never connected', source({ phase: 'paused', since: NOW - 2 * HOUR }, [])],
  ['fallen back', fallen],
  ['broken for several reasons', broken],
  ['down', source(waiting, down)],
  ['refused', source(stopped(true), worked)],
  ['given up', source(stopped(false), worked)],
  ['silent', source(open(NOW - 900), regular(60_000, 5, { events: 1 }))],
  ['cut off', source(open(NOW - 900), regular(30_000, 5, { events: 412 }), { usualIntervalMs: 70 })],
  ['renewed', source(open(NOW - 900), regular(15 * MINUTE, 4, { events: 9_000 }), { usualIntervalMs: 100 })],
  ['bursty', { ...calm, numbers: { ...calm.numbers, arrivals } }],
  [
    'paused by hand',
    source({ phase: 'paused', since: NOW }, attempts({ from: HOUR, opened: HOUR, to: MINUTE })),
  ],
  ['complete', resumed({}, { replayed: 1_204, duplicates: 1 }, { duplicates: 7 })],
  ['lossy', resumed({}, { verdict: 'missing', missing: 27 }, { verdict: 'missing', missing: null })],
  ['of unknown loss', resumed({}, { verdict: 'unknown', missing: null, sentId: null })],
];

/** Every text of an account. */
function textsOf(of: SourceSnapshot): string[] {
  const { paragraphs, patterns } = explain(of, NOW, clock);
  return [
    ...paragraphs.flat(),
    ...patterns.flatMap(({ title, message, advice }) => [title, message, advice]),
  ];
}

describe.each([
  ['de', german],
  ['es', spanish],
])('the account of a source, in %s', (_language, book) => {
  it.each(TOLD)('has no English left where it is %s', (_what, of) => {
    for (const text of textsOf(of)) {
      expect(book.word(text)).not.toBe(text);
      expect(book.word(text), text).not.toMatch(
        /\b(?:the|The|with|was|times|attempts?|events|from|and|of)\b/u,
      );
    }
  });
});

describe('the account of a source, in German', () => {
  const told = (of: SourceSnapshot): string =>
    textsOf(of)
      .map((text) => german.word(text))
      .join('\n');

  it('names causes in German behind the sentence that counts them', () => {
    expect(told(broken)).toContain('Die Verbindung ist 4-mal abgebrochen.\nIn 3 Fällen: Der Server hat');
    expect(told(broken)).toContain('In einem Fall: Die Verbindung zu orders ');
    const reversed = {
      ...broken,
      attempts: broken.attempts.map((one, i) => (i < 3 ? { ...one, reason: RESET } : one)),
    };
    expect(told(reversed)).toContain('In einem Fall: Der Server hat den Stream beendet.');
    expect(told(fallen)).toContain('Der bessere Transport WebSocket ist gescheitert: orders hat ');
  });

  it('has figures as German writes them', () => {
    expect(told(broken)).toMatch(/war orders 49 min 30 s lang offen, 99,0 % der Zeit\./u);
    expect(told(resumed({}, { replayed: 1_204 }))).toContain('1.204 Ereignisse kamen aus dem Speicher');
  });

  it('words what stands out sentence by sentence, with whose timeout it is', () => {
    expect(told(source(open(NOW - 900), regular(60_000, 5, { events: 1 })))).toContain(
      '5-mal war die Verbindung nach 60 s zu Ende, fast ohne dass etwas gesendet wurde. ' +
        'Das sieht nach dem Leerlauf-Timeout eines Proxys aus. Load-Balancer von AWS und nginx verwenden 60 s.',
    );
    expect(told(source(waiting, down))).toContain('Seit 14:27:10, seit 2 min 50 s und 4 Versuchen');
  });
});
