import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_SAVED_QUERIES } from '@shared/history';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useSavedQueries } from '@/stores/saved-queries';
import { useSettings } from '@/stores/settings';

let kept: Settings;
let refuse = false;

beforeEach(() => {
  kept = DEFAULT_SETTINGS;
  refuse = false;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, settings: Settings) => {
        if (refuse) {
          return Promise.resolve({ ok: false, problem: { code: 'disk', message: 'The disk is full.' } });
        }
        kept = settings;
        return Promise.resolve({ ok: true, value: settings });
      },
      on: () => () => undefined,
    },
  });
});

const names = (): string[] => kept.savedQueries.map(({ name }) => name);

describe('saved queries', () => {
  it('keeps a query under a name, as it was written', async () => {
    const saved = useSavedQueries();
    await saved.save('  Recent errors ', ' level:error time:>-10m ');
    expect(kept.savedQueries).toEqual([{ name: 'Recent errors', query: 'level:error time:>-10m' }]);
    expect(saved.byText('level:error time:>-10m  ')?.name).toBe('Recent errors');
  });

  it('replaces the one of the same name in its place', async () => {
    const saved = useSavedQueries();
    await saved.save('One', 'a');
    await saved.save('Two', 'b');
    await saved.save('one', 'c');
    expect(kept.savedQueries).toEqual([
      { name: 'one', query: 'c' },
      { name: 'Two', query: 'b' },
    ]);
  });

  it('refuses a name that is empty, too long or taken', async () => {
    const saved = useSavedQueries();
    await saved.save('One', 'a');
    await saved.save('Two', 'b');
    await expect(saved.save(' ', 'c')).rejects.toThrow('A saved query needs a name.');
    await expect(saved.rename('One', 'x'.repeat(81))).rejects.toThrow('at most 80 characters');
    await expect(saved.rename('One', 'TWO')).rejects.toThrow('Another query is saved as Two.');
    await saved.rename('One', 'ONE');
    expect(names()).toEqual(['ONE', 'Two']);
  });

  it('refuses a query that is too long, and more than there is room for', async () => {
    const saved = useSavedQueries();
    await expect(saved.save('Long', 'x'.repeat(4_001))).rejects.toMatchObject({ code: 'query-too-long' });
    const many = Array.from({ length: MAX_SAVED_QUERIES }, (_, i) => ({ name: `q${i}`, query: 'a' }));
    useSettings().take({ ...DEFAULT_SETTINGS, savedQueries: many });
    await expect(saved.save('One more', 'b')).rejects.toMatchObject({ code: 'too-many-saved-queries' });
    await saved.save('q5', 'b');
    expect(kept.savedQueries[5]).toEqual({ name: 'q5', query: 'b' });
  });

  it('brings a removed one back to its place, once', async () => {
    const saved = useSavedQueries();
    for (const name of ['One', 'Two', 'Three']) await saved.save(name, name);
    const undo = await saved.remove('Two');
    expect(names()).toEqual(['One', 'Three']);
    await undo();
    await undo();
    expect(names()).toEqual(['One', 'Two', 'Three']);
  });

  it('moves one up and down and stops at the ends', async () => {
    const saved = useSavedQueries();
    for (const name of ['One', 'Two', 'Three']) await saved.save(name, name);
    await saved.move('Three', -1);
    expect(names()).toEqual(['One', 'Three', 'Two']);
    await saved.move('One', -1);
    await saved.move('Two', 1);
    expect(names()).toEqual(['One', 'Three', 'Two']);
  });

  it('shows what is kept when saving is refused', async () => {
    const saved = useSavedQueries();
    await saved.save('One', 'a');
    refuse = true;
    await expect(saved.remove('One')).rejects.toThrow('The disk is full.');
    expect(saved.list.map(({ name }) => name)).toEqual(['One']);
  });
});
