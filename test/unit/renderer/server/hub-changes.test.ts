import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { NO_FAULTS, type Faults } from '@shared/hub';
import { useHub } from '@/stores/hub';

let answer: (ok: boolean) => void;

beforeEach(() => {
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: () =>
        new Promise((resolve) => {
          answer = (ok) =>
            resolve(
              ok ? { ok, value: null } : { ok, problem: { code: 'hub-stopped', message: 'It is off.' } },
            );
        }),
    },
  });
});

const SLOW: Faults = { ...NO_FAULTS, delay: { ...NO_FAULTS.delay, on: true } };

describe('changes of the hub', () => {
  it('are not undone by what the hub said before them, which arrives after them', async () => {
    const hub = useHub();
    const before = hub.snapshot;
    const done = hub.setFaults(SLOW);
    hub.take({ ...before, published: 7 });
    expect(hub.snapshot).toMatchObject({ faults: SLOW, published: 7 });
    answer(true);
    await done;
    expect(hub.snapshot).toMatchObject({ faults: SLOW, published: 7 });
    hub.take({ ...before, published: 8 });
    expect(hub.snapshot).toMatchObject({ faults: NO_FAULTS, published: 8 });
  });

  it('go when they are refused, and what was said meanwhile stays', async () => {
    const hub = useHub();
    const before = hub.snapshot;
    const done = hub.setFaults(SLOW);
    hub.take({ ...before, published: 7 });
    answer(false);
    await expect(done).rejects.toThrow('It is off.');
    expect(hub.snapshot).toMatchObject({ faults: NO_FAULTS, published: 7 });
  });
});
