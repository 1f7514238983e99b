import { flushPromises } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useSettings } from '@/stores/settings';
import { useSaving } from '@/views/settings/use-saving';

let refuse: boolean;

beforeEach(() => {
  refuse = false;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, settings: Settings) =>
        Promise.resolve(
          refuse
            ? {
                ok: false,
                problem: { code: 'disk-full', message: 'The disk is full.', hint: 'Free some space.' },
              }
            : { ok: true, value: settings },
        ),
      on: () => () => undefined,
    },
  });
});

it('saves at once', async () => {
  const { save, problemOf } = useSaving();
  save('clock', { clock: 'utc' });
  expect(useSettings().settings.clock).toBe('utc');
  await flushPromises();
  expect(useSettings().settings.clock).toBe('utc');
  expect(problemOf('clock')).toBeNull();
});

it('puts a refused setting back and says so in its row only', async () => {
  refuse = true;
  const { save, problemOf } = useSaving();
  save('clock', { clock: 'utc' });
  await flushPromises();
  expect(useSettings().settings).toEqual(DEFAULT_SETTINGS);
  expect(problemOf('clock')).toBe('The disk is full. Free some space.');
  expect(problemOf('delta')).toBeNull();
});
