import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import TypeChips from '@/views/stream/TypeChips.vue';
import { eventually } from '../../../support/eventually';

const TYPES = ['order.paid', 'comment', 'log', 'presence', 'cart.updated'].map((type, i) => ({
  type,
  count: 1_000 * (i + 1),
  hue: 'water' as const,
}));
let chips: VueWrapper;
const chip = (name: string): HTMLButtonElement =>
  chips.get<HTMLButtonElement>(`button[data-type="${name}"]`).element;
const press = async (key: string, held: Partial<KeyboardEvent> = {}): Promise<void> => {
  const target = document.activeElement!;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }));
  await nextTick();
};

describe('the chips of event types', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    // Room for all and two: happy-dom lays nothing out.
    vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(96);
    vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
    chips = mount(TypeChips, {
      attachTo: document.body,
      props: {
        types: TYPES,
        chosen: ['comment'],
        excluded: ['log'],
        describe: (type: string, count: number) => `${type} ${count}`,
      },
    });
    return chips.setProps({ types: [...TYPES] });
  });
  afterEach(() => {
    chips.unmount();
    vi.restoreAllMocks();
  });

  it('show only a type on a click, exclude it with Alt, add it with Ctrl', () => {
    for (const held of [{}, { altKey: true }, { ctrlKey: true }])
      chip('comment').dispatchEvent(new MouseEvent('click', { bubbles: true, ...held }));
    expect(chips.emitted()).toMatchObject({
      only: [['comment']],
      exclude: [['comment']],
      add: [['comment']],
    });
  });

  it('are one tab stop, and the arrow keys and Enter do what the pointer does', async () => {
    const stops = chips.findAll('button').filter((button) => button.attributes('tabindex') === '0');
    expect(stops.map((button) => button.text())).toEqual(['All15k']);
    (stops[0]!.element as HTMLElement).focus();
    await press('ArrowRight');
    expect(document.activeElement).toBe(chip('order.paid'));
    await press('Enter');
    await press('Enter', { altKey: true });
    await press('Enter', { ctrlKey: true });
    await press('ArrowRight');
    expect(chip('comment').tabIndex).toBe(0);
    expect(chips.emitted()).toMatchObject({
      only: [['order.paid']],
      exclude: [['order.paid']],
      add: [['order.paid']],
    });
  });

  it('say what is excluded, in words', () => {
    expect(chip('log').getAttribute('aria-label')).toBe('log, 3,000 events, excluded');
    expect(chip('comment').getAttribute('aria-pressed')).toBe('true');
  });

  it('have those without room in a list that can be searched, with their counts', async () => {
    const more = chips.get('[aria-haspopup=dialog]');
    expect(more.text()).toBe('+3');
    await more.trigger('click');
    const field = await eventually(() => {
      const found = document.querySelector<HTMLInputElement>('[role=combobox]');
      if (!found) throw new Error('There is no list.');
      return found;
    });
    const options = (): (string | undefined)[] =>
      [...document.querySelectorAll('[role=option]')].map(
        (option) => option.querySelector('bdi')?.textContent,
      );
    expect(options()).toEqual(['log', 'presence', 'cart.updated', 'order.paid', 'comment']);
    field.value = 'e p';
    field.dispatchEvent(new Event('input'));
    await nextTick();
    expect(options()).toEqual(['presence', 'cart.updated', 'order.paid']);
    field.focus();
    await press('ArrowDown');
    await press('Enter', { altKey: true });
    await press('Enter');
    expect(chips.emitted()).toMatchObject({ exclude: [['cart.updated']], only: [['cart.updated']] });
    await eventually(() => expect(document.querySelector('[role=combobox]')).toBeNull());
  });
});
