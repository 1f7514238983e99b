import { describe, expect, it } from 'vitest';
import { briefState, connectionWords, countdown } from '@/ui/connection-words';
import { aSource, fallenLadder, openState, REFUSED } from '../connections/a-source';

const NOW = 1_000_000;

describe('countdown', () => {
  it('shows tenths in the last ten seconds and never less than nothing', () => {
    expect(countdown(12_300)).toBe('13 s');
    expect(countdown(61_000)).toBe('1 min 1 s');
    expect(countdown(4_240)).toBe('4.2 s');
    expect(countdown(-80)).toBe('0.0 s');
  });
});

describe('the words for a state', () => {
  it('tells the wait, the attempt that follows and why', () => {
    const source = aSource({
      phase: 'waiting',
      transport: 'sse',
      attempt: 3,
      since: NOW - 1_000,
      until: NOW + 4_200,
      delayMs: 5_200,
      reason: REFUSED,
    });
    expect(connectionWords(source, NOW)).toEqual({
      glyph: 'back',
      word: 'Retry in 4.2 s, attempt 3',
      reason: REFUSED.message,
      tone: 'warn',
    });
    expect(briefState(source, NOW)).toBe('retry in 4.2 s');
  });

  it('asks for credentials rather than just saying that it stopped', () => {
    const stopped = { phase: 'stopped', since: NOW, reason: REFUSED } as const;
    expect(briefState(aSource({ ...stopped, needsCredentials: true }), NOW)).toBe('needs credentials');
    expect(briefState(aSource({ ...stopped, needsCredentials: false }), NOW)).toBe('stopped');
  });

  it('names the transport that carries the stream instead of the one that should, and why', () => {
    const fallen = aSource(openState(NOW - 60_000), { ladder: fallenLadder() });
    expect(connectionWords(fallen, NOW)).toEqual({
      glyph: 'fall',
      word: 'Fallback: SSE instead of WebSocket',
      reason: 'arena answered 200 OK instead of switching to WebSocket (101).',
      tone: 'warn',
    });
    expect(briefState(fallen, NOW)).toBe('fallback');
  });

  it('does not call polling a fault: where it is chosen, nor where it is the last rung', () => {
    const last = aSource(openState(NOW, 'polling'), { ladder: fallenLadder('polling') });
    expect(connectionWords(last, NOW)).toMatchObject({
      glyph: 'poll',
      word: 'Polling instead of WebSocket',
      tone: 'ok',
    });
    const chosen = aSource(openState(NOW, 'polling'), {
      ladder: [{ transport: 'polling', state: 'carrying', reason: null, since: null }],
    });
    expect(connectionWords(chosen, NOW)).toMatchObject({ glyph: 'poll', word: 'Polling', reason: null });
    expect(briefState(chosen, NOW)).toBe('polling');
  });
});
