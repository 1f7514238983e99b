import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ACTION_IDS, factsOf } from '@/actions/catalogue';
import { useKeyBindings } from '@/actions/key-bindings';
import { useSettings } from '@/stores/settings';

vi.mock('@/bridge', () => ({
  call: (_name: string, argument: unknown) => Promise.resolve(argument),
  on: () => () => undefined,
}));

describe('which key does what', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('has no key that means two actions where both work, but for those that say so', () => {
    const bindings = useKeyBindings();
    const clashes = ACTION_IDS.filter((id) => !factsOf(id).fixed).flatMap((id) =>
      bindings.keysOf(id).flatMap((key) =>
        bindings
          .conflictsOf(id, key)
          .filter((other) => !factsOf(other).fixed)
          .map((other) => `${key}: ${id}, ${other}`),
      ),
    );
    expect(clashes).toEqual([]);
  });

  it('gives an action other keys, and takes the usual ones off it', async () => {
    const bindings = useKeyBindings();
    await bindings.set('source.add', ['Ctrl Alt N']);
    expect(bindings.actionAt('window', 'Ctrl Alt N')).toBe('source.add');
    expect(bindings.actionAt('window', 'Ctrl N')).toBeNull();
    expect(useSettings().settings.keyboard.bindings).toEqual({ 'source.add': ['Ctrl Alt N'] });
  });

  it('keeps nothing in the settings for keys that are the usual ones again', async () => {
    const bindings = useKeyBindings();
    await bindings.set('source.add', []);
    expect(bindings.hint('source.add')).toBeUndefined();
    await bindings.set('source.add', ['Ctrl N']);
    expect(useSettings().settings.keyboard.bindings).toEqual({});
  });

  it('gives one action, or all, their usual keys again', async () => {
    const bindings = useKeyBindings();
    await bindings.set('source.add', ['F7']);
    await bindings.set('view.server', ['F8']);
    await bindings.reset('source.add');
    expect([bindings.hint('source.add'), bindings.hint('view.server')]).toEqual(['Ctrl N', 'F8']);
    await bindings.reset();
    expect(bindings.hint('view.server')).toBe('Ctrl 4');
  });

  it('tells which actions a key means already, where they work together', () => {
    const bindings = useKeyBindings();
    expect(bindings.conflictsOf('source.add', 'Ctrl 1')).toEqual(['view.stream']);
    expect(bindings.conflictsOf('events.next', 'U')).toEqual([]);
    expect(bindings.conflictsOf('events.next', 'K')).toEqual(['events.previous']);
  });

  it('lets the key that was given in the settings win over a usual one', async () => {
    const bindings = useKeyBindings();
    await bindings.set('view.server', ['Ctrl 1']);
    expect(bindings.actionAt('window', 'Ctrl 1')).toBe('view.server');
  });

  it('refuses keys that every control needs, more than four, and to change those of controls', async () => {
    const bindings = useKeyBindings();
    await expect(bindings.set('source.add', ['Tab'])).rejects.toThrow('Tab is needed by every control');
    await expect(bindings.set('source.add', ['F1', 'F2', 'F3', 'F4', 'F5'])).rejects.toThrow('at most 4');
    await expect(bindings.set('tree.move', ['F9'])).rejects.toThrow('cannot be changed');
    // Its own it may keep.
    await bindings.set('events.open', ['Enter', 'O']);
    expect(bindings.actionAt('events', 'O')).toBe('events.open');
  });

  it('switches keys that write a character off, and keeps those that do not', async () => {
    const bindings = useKeyBindings();
    const settings = useSettings();
    await settings.change({ keyboard: { ...settings.settings.keyboard, singleKeys: false } });
    expect(bindings.actionAt('events', 'J')).toBeNull();
    expect(bindings.actionAt('events', 'Shift J')).toBeNull();
    expect(bindings.actionAt('events', 'Down')).toBe('events.next');
    expect(bindings.hint('shortcuts.show')).toBe('F1');
    expect(bindings.hint('query.focus')).toBe('Ctrl F');
  });

  it('lists every action that can be changed once, with a title and its place', () => {
    const list = useKeyBindings().list();
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    expect(list.length).toBe(ACTION_IDS.filter((id) => !factsOf(id).fixed).length);
    expect(list.find(({ id }) => id === 'events.next')).toEqual({
      id: 'events.next',
      title: 'Next event',
      group: 'Event list',
      keys: ['Down', 'J'],
      defaultKeys: ['Down', 'J'],
    });
  });
});
