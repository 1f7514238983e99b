import { StreamgaugeError } from '@shared/errors';
import type { Notice } from '@shared/ipc';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Updates } from '../../../../src/main/shell/updates/updates';

const DAY_MS = 24 * 3_600_000;

/** What brings the updates is made up here; test/integration/updates has electron-updater do it. */
describe('looking for updates by itself', () => {
  let answer: () => Promise<string | null>;
  let looks: number;
  let notices: Notice[];
  let noted: string[];
  let on: boolean;
  let updates: Updates;

  beforeEach(() => {
    vi.useFakeTimers();
    answer = () => Promise.resolve(null);
    looks = 0;
    notices = [];
    noted = [];
    on = true;
    updates = new Updates({
      version: '0.1.0',
      choice: () =>
        on ? { on, channel: 'latest' } : { on, why: 'Updates are switched off in the settings.' },
      open: () =>
        Promise.resolve({
          check: () => (looks++, answer()),
          download: () => Promise.resolve(),
          restart: () => undefined,
        }),
      raise: (notice) => notices.push(notice),
      tell: () => undefined,
      note: ({ code }) => noted.push(code),
    });
    updates.start();
  });
  afterEach(() => {
    updates.close();
    vi.useRealTimers();
  });

  it('begins a minute after the start, and comes again once a day', async () => {
    await vi.advanceTimersByTimeAsync(59_000);
    expect(looks).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(looks).toBe(1);
    await vi.advanceTimersByTimeAsync(3 * DAY_MS);
    expect(looks).toBe(4);
  });

  it('tells of a version once, and again only when somebody asks or a newer one is there', async () => {
    answer = () => Promise.resolve('0.2.0');
    await vi.advanceTimersByTimeAsync(60_000 + 3 * DAY_MS);
    expect(notices.map(({ message }) => message)).toEqual(['Streamgauge 0.2.0 is there.']);
    await updates.check();
    expect(notices).toHaveLength(2);
    answer = () => Promise.resolve('0.3.0');
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(notices.at(-1)?.message).toBe('Streamgauge 0.3.0 is there.');
  });

  it('tells only the log that the server cannot be reached, but everybody of a bad signature', async () => {
    answer = () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(noted).toEqual(['update-not-found-out']);
    expect(notices).toEqual([]);
    answer = () => Promise.reject(new StreamgaugeError('update-not-signed', 'The update is not signed.'));
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(noted).toEqual(['update-not-found-out', 'update-not-signed']);
    expect(notices).toMatchObject([{ code: 'update-not-signed', level: 'warning' }]);
  });

  it('asks nobody while it is off, and begins when it is switched on', async () => {
    on = false;
    await vi.advanceTimersByTimeAsync(2 * DAY_MS);
    expect(looks).toBe(0);
    on = true;
    await vi.advanceTimersByTimeAsync(DAY_MS);
    expect(looks).toBe(1);
  });

  it('keeps what was found when a later look fails', async () => {
    answer = () => Promise.resolve('0.2.0');
    await updates.check();
    answer = () => Promise.reject(new Error('timed out'));
    await expect(updates.check()).rejects.toMatchObject({ code: 'update-not-found-out' });
    expect(updates.state()).toEqual({ phase: 'found', version: '0.2.0' });
  });
});
