import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnnouncer } from '@/app/announcer';

describe('the live region', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('speaks at once when it has been quiet', () => {
    const { message, say } = createAnnouncer();
    say('orders', 'orders: Open.');
    vi.advanceTimersByTime(1);
    expect(message.value).toBe('orders: Open.');
  });

  it('speaks at most once in 5 s, and then tells everything that happened', () => {
    const { message, say } = createAnnouncer();
    say('orders', 'orders: Open.');
    vi.advanceTimersByTime(100);
    say('arena', 'arena: Stopped.');
    say('gap', 'A gap: events were lost.');
    vi.advanceTimersByTime(4_800);
    expect(message.value).toBe('orders: Open.');
    vi.advanceTimersByTime(200);
    expect(message.value).toBe('arena: Stopped. A gap: events were lost.');
  });

  it('replaces older words about the same thing', () => {
    const { message, say } = createAnnouncer();
    say('x', 'x');
    vi.advanceTimersByTime(1);
    say('new', '12 new events.');
    say('new', '128 new events.');
    vi.advanceTimersByTime(5_000);
    expect(message.value).toBe('128 new events.');
  });

  it('keeps only the last four sentences of a storm', () => {
    const { message, say } = createAnnouncer();
    for (let i = 1; i <= 50; i++) say(`s${i}`, `${i}.`);
    vi.advanceTimersByTime(1);
    expect(message.value).toBe('47. 48. 49. 50.');
  });
});
