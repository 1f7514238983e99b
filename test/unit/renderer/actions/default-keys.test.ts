import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import { useActionHandlers, useActions, type ActionHandlers } from '@/actions/actions';
import { ACTION_IDS, factsOf, PLACES, type ActionId, type Place } from '@/actions/catalogue';
import { usePlaceKeys } from '@/actions/use-place-keys';
import { useWindowKeys } from '@/actions/use-window-keys';
import { usePalette } from '@/app/palette/palette';
import { useToasts } from '@/stores/toasts';
import { pressOf } from './press';

vi.mock('@/bridge', () => ({
  call: (_name: string, argument: unknown) => Promise.resolve(argument),
  on: () => () => undefined,
}));
enableAutoUnmount(afterEach);

const changeable = ACTION_IDS.filter((id) => !factsOf(id).fixed);
let done: ActionId[];

/** A window whose parts can have the focus, and in which every action says that it was done. */
function aWindow(handlers: ActionHandlers = {}): (place: Place, keys: string) => KeyboardEvent {
  const Part = {
    props: { place: { type: String, required: true } },
    setup({ place }: { place: string }) {
      const press = usePlaceKeys(place as Exclude<Place, 'window'>);
      return () => h('div', { tabindex: 0, 'data-place': place, onKeydown: press }, [h('input')]);
    },
  };
  const Window = {
    setup() {
      useWindowKeys();
      const all = changeable.map((id) => [id, { run: () => void done.push(id) }] as const);
      useActionHandlers({ ...(Object.fromEntries(all) as ActionHandlers), ...handlers });
      return () => PLACES.filter((place) => place !== 'window').map((place) => h(Part, { place }));
    },
  };
  const wrapper = mount(Window, { attachTo: document.body });
  return (place, keys) => {
    const target = place === 'window' ? document.body : wrapper.get(`[data-place="${place}"]`).element;
    const event = new KeyboardEvent('keydown', pressOf(keys));
    target.dispatchEvent(event);
    return event;
  };
}

describe('default keys', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    done = [];
  });

  it.each(
    changeable.flatMap((id) =>
      factsOf(id).places.flatMap((place) => factsOf(id).keys.map((keys) => ({ keys, place, id }))),
    ),
  )('$keys in $place does $id', async ({ keys, place, id }) => {
    const event = aWindow()(place, keys);
    await vi.waitFor(() => expect(done).toEqual([id]));
    expect(event.defaultPrevented).toBe(true);
  });

  it.each(changeable.filter((id) => factsOf(id).places[0] === 'window' && factsOf(id).keys.length > 0))(
    '%s works with the focus in the event list, too',
    async (id) => {
      aWindow()('events', factsOf(id).keys[0]!);
      await vi.waitFor(() => expect(done).toEqual([id]));
    },
  );

  it('leaves characters to a field, and takes keys with Ctrl from it', async () => {
    aWindow();
    const field = document.querySelector('[data-place=events] input')!;
    const typed = new KeyboardEvent('keydown', pressOf('J'));
    field.dispatchEvent(typed);
    expect(typed.defaultPrevented).toBe(false);
    field.dispatchEvent(new KeyboardEvent('keydown', pressOf('?')));
    field.dispatchEvent(new KeyboardEvent('keydown', pressOf('Ctrl K')));
    await vi.waitFor(() => expect(done).toEqual(['palette.open']));
  });

  it('does nothing in the window while a dialog is open', () => {
    const press = aWindow();
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    expect(press('window', 'Ctrl N').defaultPrevented).toBe(false);
    dialog.remove();
    expect(done).toEqual([]);
  });

  it('does it once for a key that is held', () => {
    aWindow();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { ...pressOf('Ctrl Shift N'), repeat: true }));
    expect(done).toEqual([]);
  });

  it('says why something cannot be done', async () => {
    const press = aWindow({
      'history.clear': { run: () => void done.push('history.clear'), blocked: () => 'The history is empty' },
    });
    press('window', 'Ctrl 1');
    await useActions().run('history.clear');
    expect(done).toEqual(['view.stream']);
    expect(useToasts().toasts.map(({ title }) => title)).toEqual(['The history is empty']);
  });

  it('asks in the palette what with, where that is not clear from where somebody is', async () => {
    const choices = () => [{ id: 'a', title: 'orders' }];
    aWindow({ 'source.pause': { run: (id) => void done.push(id as ActionId), choices, usual: () => null } });
    await useActions().run('source.pause');
    expect([done, usePalette().isOpen, usePalette().asks]).toEqual([[], true, 'source.pause']);
    await useActions().run('source.pause', 'a');
    expect(done).toEqual(['a']);
  });

  it('turns what goes wrong into a toast', async () => {
    aWindow({ 'hub.start': { run: () => Promise.reject(new Error('Port 4870 is taken.')) } });
    expect(await useActions().run('hub.start')).toBe(false);
    expect(useToasts().toasts.map(({ title }) => title)).toEqual(['Port 4870 is taken.']);
  });
});
