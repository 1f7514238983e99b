import { describe, expect, it } from 'vitest';
import { addressKey, RateLimiter, type RateLimiterOptions } from '../../../../src/main/hub/rate-limit';

function limiter(options: Partial<RateLimiterOptions> = {}): {
  limiter: RateLimiter;
  pass: (ms: number) => void;
} {
  let now = 1_000;
  return {
    limiter: new RateLimiter({ perSecond: 2, burst: 4, now: () => now, ...options }),
    pass: (ms) => void (now += ms),
  };
}

function takes(limit: RateLimiter, key: string, times: number): number {
  let taken = 0;
  for (let i = 0; i < times; i++) if (limit.take(key).ok) taken++;
  return taken;
}

describe('RateLimiter', () => {
  it('D7: lets a burst through, then what the rate brings back', () => {
    const { limiter: limit, pass } = limiter();
    expect(takes(limit, 'a', 10)).toBe(4);
    pass(499);
    expect(limit.take('a').ok).toBe(false);
    pass(1);
    expect(takes(limit, 'a', 10)).toBe(1);
    pass(60_000);
    expect(takes(limit, 'a', 10)).toBe(4);
  });

  it('D7: says in whole seconds when to come back, and keeps its word', () => {
    const { limiter: limit, pass } = limiter({ perSecond: 0.4, burst: 1 });
    limit.take('a');
    const refused = limit.take('a');
    expect(refused).toEqual({ ok: false, retryAfterSeconds: 3 });
    pass(3_000);
    expect(limit.take('a').ok).toBe(true);
  });

  it('counts every key for itself', () => {
    const { limiter: limit } = limiter();
    expect(takes(limit, 'a', 10)).toBe(4);
    expect(takes(limit, 'b', 10)).toBe(4);
  });

  it('does not count what it refused: knocking does not keep the door shut', () => {
    const { limiter: limit, pass } = limiter();
    expect(takes(limit, 'a', 1_000)).toBe(4);
    pass(500);
    expect(limit.take('a').ok).toBe(true);
  });

  it('passes a batch larger than the burst when the bucket is full, and has it paid off', () => {
    const { limiter: limit, pass } = limiter();
    expect(limit.take('a', 10)).toEqual({ ok: true });
    expect(limit.take('a')).toEqual({ ok: false, retryAfterSeconds: 4 });
    pass(3_499);
    expect(limit.take('a').ok).toBe(false);
    pass(1);
    expect(limit.take('a').ok).toBe(true);
  });

  it('does not let a batch through that finds less than it needs', () => {
    const { limiter: limit } = limiter();
    limit.take('a', 2);
    expect(limit.take('a', 3)).toEqual({ ok: false, retryAfterSeconds: 1 });
    expect(limit.take('a', 2).ok).toBe(true);
  });

  it('0 per second is no limit, and remembers nobody', () => {
    const { limiter: limit } = limiter({ perSecond: 0 });
    expect(takes(limit, 'a', 10_000)).toBe(10_000);
    expect(limit.size).toBe(0);
  });

  it('lets by default one second of the rate through at once', () => {
    const limit = new RateLimiter({ perSecond: 2.5, now: () => 0 });
    expect(takes(limit, 'a', 10)).toBe(3);
  });

  it('forgets keys that have been quiet until their bucket is full', () => {
    const { limiter: limit, pass } = limiter();
    for (let i = 0; i < 100; i++) limit.take(`early ${i}`);
    expect(limit.size).toBe(100);
    pass(10_000);
    for (let i = 0; i < 60; i++) limit.take('late');
    expect(limit.size).toBe(1);
    expect(limit.evicted).toBe(0);
  });

  it('D7: remembers a bounded number of keys, of 100,000 too, and counts those it forgot early', () => {
    const { limiter: limit } = limiter({ maxKeys: 500 });
    for (let i = 0; i < 100_000; i++) limit.take(`key ${i}`);
    expect(limit.size).toBe(500);
    expect(limit.evicted).toBe(99_500);
  });

  it('forgets the key that was quiet for longest, not the one that was first', () => {
    const { limiter: limit } = limiter({ maxKeys: 2 });
    takes(limit, 'first', 4);
    takes(limit, 'second', 4);
    expect(limit.take('first').ok).toBe(false);
    limit.take('third');
    expect(limit.take('first').ok).toBe(false);
    expect(limit.take('second').ok).toBe(true);
  });

  it('a single key stays limited in a limiter that remembers one', () => {
    const { limiter: limit } = limiter({ maxKeys: 1 });
    expect(takes(limit, 'a', 10)).toBe(4);
    expect(limit.size).toBe(1);
  });

  it('is not confused by a clock that stands still or runs back', () => {
    const { limiter: limit, pass } = limiter();
    expect(takes(limit, 'a', 10)).toBe(4);
    pass(-60_000);
    expect(limit.take('a').ok).toBe(false);
    pass(500);
    expect(limit.take('a').ok).toBe(true);
  });

  it.each([
    { perSecond: -1 },
    { perSecond: NaN },
    { perSecond: Infinity },
    { perSecond: 1, burst: 0 },
    { perSecond: 1, burst: NaN },
  ])('refuses the limit %j', (options) => {
    expect(() => new RateLimiter(options)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });
});

describe('addressKey', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:2::99', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
    ['not an address', 'not an address'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});
