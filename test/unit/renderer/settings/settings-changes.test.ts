import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useSettings } from '@/stores/settings';

let waiting: (() => void)[];

beforeEach(() => {
  waiting = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, argument: Settings) =>
        new Promise((resolve) => waiting.push(() => resolve({ ok: true, value: argument }))),
    },
  });
});
const answer = (): void => waiting.shift()!();

describe('a change of the settings', () => {
  it('shows at once and stays, while older answers and pushes come in', async () => {
    const store = useSettings();
    const first = store.change({ dataSize: 12 }, 'dataSize');
    const second = store.change({ dataSize: 14 }, 'dataSize');
    answer();
    await first;
    store.take({ ...DEFAULT_SETTINGS, dataSize: 12 });
    expect(store.settings.dataSize).toBe(14);
    answer();
    await second;
    expect(store.settings.dataSize).toBe(14);
  });

  it('is one with those before it while a slider is dragged: undo goes back to where it began', async () => {
    const store = useSettings();
    for (const dataSize of [12, 13, 14]) {
      const change = store.change({ dataSize }, 'dataSize');
      answer();
      await change;
    }
    const undo = store.undo();
    answer();
    expect(await undo).toBe('dataSize');
    expect(store.settings.dataSize).toBe(11.5);
    expect(store.lastChange).toBeNull();
  });

  it('by something else than a person is not for undo', async () => {
    const store = useSettings();
    const change = store.change({ tables: {} });
    answer();
    await change;
    expect(store.lastChange).toBeNull();
    expect(await store.undo()).toBeNull();
  });
});
