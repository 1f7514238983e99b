import { describe, expect, it } from 'vitest';
import { TRANSPORTS, type Transport } from '@shared/connection';
import { DEFAULT_LADDER, Ladder, type Ending } from '../../../../src/main/sources/ladder';

const REASON = { code: 'refused', message: 'It said no.' };
const ending = (part: Partial<Ending> = {}): Ending => ({
  reason: REASON,
  opened: false,
  healthy: false,
  final: false,
  ...part,
});

function ladder(order: readonly Transport[] = TRANSPORTS): Ladder {
  return new Ladder(order, () => 1);
}

describe('the ladder', () => {
  it('A6: leaves a rung that does not open for the next one, with the reason', () => {
    const it = ladder();
    it.trying();
    expect(it.ended(ending())).toEqual({ kind: 'fall' });
    expect(it.current).toBe('sse');
    it.trying();
    expect(it.status()).toEqual([
      { transport: 'websocket', state: 'failed', reason: REASON, since: 1 },
      { transport: 'sse', state: 'trying', reason: null, since: 1 },
      { transport: 'polling', state: 'untried', reason: null, since: null },
    ]);
  });

  it('A6: when all have failed waits, longer from round to round, and begins at the top', () => {
    const it = ladder();
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      it.ended(ending());
      it.ended(ending());
      const step = it.ended(ending());
      if (step.kind !== 'cool-down') throw new Error(step.kind);
      waits.push(step.delayMs);
      expect([step.hopeless, it.current]).toEqual([false, 'websocket']);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is hopeless when every rung has said that trying again cannot help', () => {
    const it = ladder(['sse', 'polling']);
    it.ended(ending({ final: true }));
    expect(it.ended(ending({ final: true }))).toMatchObject({ kind: 'cool-down', hopeless: true });
    it.restart();
    it.ended(ending());
    expect(it.ended(ending({ final: true }))).toMatchObject({ hopeless: false });
  });

  it('A5: bears with a rung that has carried the stream: the fifth break in a row is one too many', () => {
    const it = ladder();
    expect(it.ended(ending({ opened: true, healthy: true }))).toEqual({ kind: 'retry' });
    for (let i = 0; i < 3; i++) expect(it.ended(ending())).toEqual({ kind: 'retry' });
    expect(it.ended(ending())).toEqual({ kind: 'fall' });
  });

  it('starts counting afresh after a healthy connection', () => {
    const it = ladder();
    for (let i = 0; i < 20; i++) {
      expect(it.ended(ending({ opened: true, healthy: i % 4 === 0 }))).toEqual({ kind: 'retry' });
    }
  });

  it('a pinned transport is never left', () => {
    const it = ladder(['sse']);
    for (let i = 0; i < 20; i++) expect(it.ended(ending({ final: i % 2 === 0 }))).toEqual({ kind: 'retry' });
    expect([it.pinned, it.climbDelay()]).toEqual([true, null]);
  });

  it('A6: tries the higher rungs in turn while a lower one carries, less and less often', () => {
    const it = ladder();
    it.ended(ending());
    it.ended(ending());
    it.opened();
    const tried: Transport[] = [];
    const waits: (number | null)[] = [];
    for (let i = 0; i < 6; i++) {
      waits.push(it.climbDelay());
      tried.push(it.climb());
      it.climbFailed(REASON);
    }
    expect(tried).toEqual(['websocket', 'sse', 'websocket', 'sse', 'websocket', 'sse']);
    expect(waits).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, DEFAULT_LADDER.climbMs.most]);
    expect(it.climb()).toBe('websocket');
    it.climbed();
    expect([it.current, it.climbDelay()]).toEqual(['websocket', null]);
    expect(it.status().map(({ state }) => state)).toEqual(['carrying', 'failed', 'untried']);
  });
});
