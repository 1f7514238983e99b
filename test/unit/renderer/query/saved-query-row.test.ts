import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import SavedQueryRow from '@/views/stream/query/SavedQueryRow.vue';
import { eventually } from '../../../support/eventually';
import { chooseIn, isMenuShown, menuOf } from '../context-menu';

enableAutoUnmount(afterEach);
beforeEach(() => {
  setActivePinia(createPinia());
});

const rowOf = (place: { first?: boolean; last?: boolean } = {}): VueWrapper =>
  mount(SavedQueryRow, {
    props: {
      query: { name: 'Errors', query: 'level:error' },
      active: false,
      first: place.first ?? false,
      last: place.last ?? false,
      rename: () => Promise.resolve(),
    },
    attachTo: document.body,
  });

describe('the menu of a saved query', () => {
  it.each([
    ['Run', 'run', []],
    ['Alert about this query', 'alert', []],
    ['Copy the query', 'copy', []],
    ['Move up', 'move', [-1]],
    ['Move down', 'move', [1]],
    ['Remove', 'remove', []],
  ])('does %s', async (label, event, what) => {
    const row = rowOf();
    await chooseIn(row.get('.sq-row').element, label);
    expect(row.emitted(event)).toEqual([what]);
  });

  it('does not move what is first any further up', async () => {
    const row = rowOf({ first: true });
    await menuOf(row.get('.sq-row').element);
    const [up, down] = ['Move up', 'Move down'].map((label) =>
      [...document.querySelectorAll('[role=menuitem]')].find((item) => item.textContent.includes(label)),
    );
    expect(up!.getAttribute('aria-disabled')).toBe('true');
    expect(down!.getAttribute('aria-disabled')).toBeNull();
  });

  it('goes to the name that is changed, which keeps the right click to itself', async () => {
    const row = rowOf();
    await chooseIn(row.get('.sq-row').element, 'Rename');
    const field = await eventually(() => row.get('input').element);
    await eventually(() => expect(document.activeElement).toBe(field));
    field.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    expect(await isMenuShown()).toBe(false);
  });
});
