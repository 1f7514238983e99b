import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Log } from '../../../../src/main/diagnostics/log';
import { watchSlowTurns } from '../../../../src/main/diagnostics/slow-turns';

let written: [string, string, unknown][];
let stop: () => void;
/** What the clock says; timers come late when it is moved past them. */
let late = 0;

beforeEach(() => {
  vi.useFakeTimers();
  const now = performance.now.bind(performance);
  late = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now() + late);
  written = [];
  const log = new Log({ folder: null });
  vi.spyOn(log, 'warn').mockImplementation((area, message, fields) => written.push([area, message, fields]));
  stop = watchSlowTurns(log);
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('a turn of more than 200 ms is noted with how long it was', () => {
  vi.advanceTimersByTime(2_000);
  expect(written).toEqual([]);
  late += 740;
  vi.advanceTimersByTime(500);
  expect(written).toEqual([['app', 'The main process was busy for 740 ms.', { ms: 740 }]]);
  vi.advanceTimersByTime(2_000);
  expect(written).toHaveLength(1);
});

it('a machine that slept was not busy', () => {
  vi.advanceTimersByTime(1_000);
  late += 3_600_000;
  vi.advanceTimersByTime(1_000);
  expect(written).toEqual([]);
});
