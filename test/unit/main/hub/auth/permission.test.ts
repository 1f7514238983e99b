import { describe, expect, it } from 'vitest';
import { channelMatcher } from '@shared/channel';
import { assertMay, covers, may, narrow } from '../../../../../src/main/hub/auth/permission';
import { ANYBODY, type Principal } from '../../../../../src/main/hub/auth/principal';
import { seededRandom } from '../seeded-random';

const reader: Principal = {
  ...ANYBODY,
  name: 'dashboard',
  may: { subscribe: ['user:42:**', 'orders/*/created'], publish: [] },
  via: 'header',
};

describe('covers', () => {
  it.each([
    ['**', '**'],
    ['**', '*'],
    ['**', 'a/b:c'],
    ['a', 'a'],
    ['*', 'a'],
    ['*', '*'],
    ['user:42:**', 'user:42:*'],
    ['user:42:**', 'user:42:a'],
    ['user:42:**', 'user:42:a:b'],
    ['user:42:**', 'user:42:a/b'],
    ['user:42:**', 'user:42:**'],
    ['user:42:**', 'user:42:a:**'],
    ['user:42:**', 'user:42:a/**'],
    ['user:42:**', 'user:42:*:*'],
    ['user:*:messages', 'user:42:messages'],
    ['user:*:messages', 'user:*:messages'],
    ['user:*:**', 'user:42:**'],
    ['*:**', 'a:b:c'],
    ['a:*', 'a:'],
  ])('%s covers %s', (cover, asked) => {
    expect(covers(cover, asked)).toBe(true);
  });

  it.each([
    ['user:42:**', 'user:**'],
    ['user:42:**', 'user:42'],
    ['user:42:**', 'user:*:a'],
    ['user:42:**', 'user:4:a'],
    ['user:42:**', 'user:420:a'],
    ['user:42:**', '**'],
    ['user:42:**', 'user:42/a'],
    ['user:42:**', 'user/42:a'],
    ['user:42:*', 'user:42:**'],
    ['user:42:*', 'user:42:a:b'],
    ['user:42:*', 'user:42/*'],
    ['*', '**'],
    ['*', 'a:b'],
    ['*:**', '**'],
    ['*:**', 'a'],
    ['a', '*'],
    ['a', 'A'],
    ['a/**/b', 'a/x/b'],
    ['a*', 'ab'],
    ['a:*', 'a'],
  ])('%s does not cover %s', (cover, asked) => {
    expect(covers(cover, asked)).toBe(false);
  });

  it('of random patterns: what is covered matches nothing that its cover does not match', () => {
    const random = seededRandom(20_261_121);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const draw = (segments: readonly string[]): string => {
      let text = pick(segments);
      while (random() < 0.6) text += pick([':', '/']) + pick(segments);
      return text;
    };
    const pattern = (): string => draw(['a', 'b', '', '*', '*', '**']);
    const name = (): string => draw(['a', 'b', '', 'c']);
    const names = Array.from({ length: 800 }, name);
    const seen = { covered: 0, uncovered: 0, refuted: 0 };

    for (let i = 0; i < 2_000; i++) {
      const cover = pattern();
      const asked = pattern();
      const matched = names.filter(channelMatcher(asked));
      const missing = matched.find((matchedName) => !channelMatcher(cover)(matchedName));
      if (covers(cover, asked)) {
        seen.covered++;
        expect(missing, `${cover} covers ${asked}`).toBeUndefined();
      } else {
        seen.uncovered++;
        if (missing !== undefined) seen.refuted++;
      }
    }
    // The draw has to reach both answers for the check to mean anything.
    expect(seen.covered).toBeGreaterThan(200);
    expect(seen.uncovered).toBeGreaterThan(500);
    expect(seen.refuted).toBeGreaterThan(250);
  });

  it('of random patterns: says no only where some name is left out', () => {
    const random = seededRandom(7);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const pattern = (): string => {
      const levels = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(['a', '*', '*']));
      if (random() < 0.5) levels.push('**');
      return levels.reduce((text, level) => text + pick([':', ':', '/']) + level);
    };
    // Names with a text that is in no pattern, and more levels than any pattern has.
    const witnesses = (asked: string): string[] =>
      ['z', 'z:z', 'z:z:z:z:z', 'z/z/z/z/z'].map((tail) =>
        asked.replace(/\*\*$/u, tail).replaceAll('*', 'z'),
      );
    const answers = { yes: 0, no: 0 };
    for (let i = 0; i < 20_000; i++) {
      const cover = pattern();
      const asked = pattern();
      const expected = witnesses(asked).every(channelMatcher(cover));
      answers[expected ? 'yes' : 'no']++;
      if (covers(cover, asked) !== expected) expect.unreachable(`${cover} covers ${asked}: ${!expected}`);
    }
    expect(Math.min(answers.yes, answers.no)).toBeGreaterThan(1_000);
  });

  it('is transitive and reflexive for random patterns', () => {
    const random = seededRandom(11);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const patterns = Array.from({ length: 60 }, () => {
      const levels = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(['a', '*']));
      return `${levels.join(':')}${random() < 0.4 ? ':**' : ''}`;
    });
    for (const a of patterns) {
      expect(covers(a, a)).toBe(true);
      for (const b of patterns) {
        if (!covers(a, b)) continue;
        for (const c of patterns) if (covers(b, c)) expect(covers(a, c), `${a} ${b} ${c}`).toBe(true);
      }
    }
  });
});

describe('what a principal may', () => {
  it('D2: takes what is covered, each by itself', () => {
    expect(() => assertMay(reader, 'subscribe', ['user:42:a', 'orders/eu/created'])).not.toThrow();
    expect(may(reader, 'subscribe', 'user:42:**')).toBe(true);
    expect(may(reader, 'publish', 'user:42:a')).toBe(false);
  });

  it('D2: answers 403 and names the first channel that it may not have', () => {
    expect(() => assertMay(reader, 'subscribe', ['user:42:a', 'user:43:a', 'user:44:a'])).toThrow(
      expect.objectContaining({
        code: 'not-allowed',
        status: 403,
        message: 'You may not read "user:43:a".',
      }),
    );
    expect(() => assertMay(reader, 'publish', ['user:42:a'])).toThrow('You may not publish to "user:42:a".');
  });

  it('D7: refuses a name of a megabyte without taking it apart, and does not repeat all of it', () => {
    const endless = ':'.repeat(1_048_576);
    expect(covers('**', endless)).toBe(true);
    expect(covers(':**', endless)).toBe(false);
    expect(() => assertMay(reader, 'publish', [endless])).toThrow(
      expect.objectContaining({ message: `You may not publish to "${':'.repeat(256)}".` }),
    );
  });

  it('narrow takes what was asked for, or all that it may when nothing was', () => {
    expect(narrow(reader, ['user:42:a'])).toEqual(['user:42:a']);
    expect(narrow(reader, [])).toEqual(['user:42:**', 'orders/*/created']);
    expect(narrow(ANYBODY, [])).toEqual(['**']);
    expect(() => narrow(reader, ['**'])).toThrow('You may not read "**".');
  });

  it('narrow refuses who may do nothing of that kind at all', () => {
    expect(() => narrow(reader, [], 'publish')).toThrow(
      expect.objectContaining({ status: 403, message: 'This token is not for publishing.' }),
    );
  });
});
