import { describe, expect, it } from 'vitest';
import { conditionWords, sourceWords, spanWords, statusWords } from '@/views/notifications/rules/rule-words';
import { aRule } from './a-rule';

const AT = Date.UTC(2026, 10, 21, 14, 32, 7);

describe('what is said of a rule', () => {
  it('is how often it acted today, when last, and how much it matches', () => {
    const rule = aRule({ firedToday: 6, lastFired: AT });
    expect(statusWords(rule, 318, 'utc')).toBe('6 times today, last at 14:32:07. Matches 318 stored.');
    expect(statusWords({ ...rule, firedToday: 1 }, null, 'utc')).toBe('Once today, at 14:32:07.');
    expect(statusWords(aRule({ lastFired: AT }), 0, 'utc')).toBe('Not fired today. Matches 0 stored.');
  });

  it('counts what was held back', () => {
    const rule = aRule({ firedToday: 2, lastFired: AT, heldBack: 40 });
    expect(statusWords(rule, null, 'utc')).toBe('2 times today, last at 14:32:07. 40 held back.');
  });

  it('of one that is off is what it would do', () => {
    const mutes = aRule({ enabled: false, then: [{ do: 'mute' }] });
    expect(statusWords(mutes, 7_344, 'utc')).toBe('Off. Would mute 7,344 stored events.');
    expect(statusWords(aRule({ enabled: false }), 2, 'utc')).toBe('Off. Matches 2 stored.');
  });

  it('is its condition in words, where no query says it', () => {
    const words = (when: Parameters<typeof conditionWords>[0]): string => conditionWords(when);
    expect(words({ kind: 'event', query: 'a', sources: [] })).toBe('');
    expect(
      words({ kind: 'rate', query: '', sources: [], direction: 'above', events: 5_000, perSeconds: 300 }),
    ).toBe('more than 5,000 in 5 min');
    expect(words({ kind: 'silence', sources: [], longerThan: 90 })).toBe('silent for 1 min 30 s');
    expect(words({ kind: 'connection', sources: [], becomes: ['waiting', 'stopped'] })).toBe(
      'a connection is lost or stops',
    );
    expect(words({ kind: 'shape', sources: [], turns: ['new-type', 'missing-field', 'violation'] })).toBe(
      'a new type, a field is missing, or the schema is broken',
    );
  });

  it('names a few sources, and counts many', () => {
    const nameOf = (id: string): string => id.toUpperCase();
    expect(sourceWords([], nameOf)).toBe('');
    expect(sourceWords(['a', 'b'], nameOf)).toBe('A and B');
    expect(sourceWords(['a', 'b', 'c', 'd'], nameOf)).toBe('4 sources');
  });

  it('writes a span as short as it can be', () => {
    expect([10, 60, 90, 120, 7_200].map(spanWords)).toEqual(['10 s', '60 s', '1 min 30 s', '2 min', '2 h']);
  });
});
