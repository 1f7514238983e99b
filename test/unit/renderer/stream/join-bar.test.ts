import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventDetail } from '@shared/stream-event';
import { useFeed } from '@/stores/feed';
import { useJoinKey } from '@/stores/join-key';
import JoinBar from '@/views/stream/join/JoinBar.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

vi.mock('@/bridge', () => ({
  call: (name: string) =>
    Promise.resolve(
      name === 'history.fields'
        ? {
            fields: [
              { path: ['data', 'orderId'], count: 8_400, values: [] },
              { path: ['data', 'order id'], count: 12, values: [] },
              { path: ['size'], count: 9_000, values: [] },
            ],
          }
        : {
            events: 12,
            sources: [
              { sourceId: 'a', events: 9 },
              { sourceId: 'b', events: 3 },
              { sourceId: 'c', events: 0 },
            ],
          },
    ),
  on: () => () => undefined,
  openFeed: () => Promise.resolve({ send: () => undefined, close: () => undefined }),
}));

const ORDER = {
  seq: 1,
  kind: 'event',
  id: '1',
  channel: '',
  type: 'order',
  data: '{"orderId":"A-17","order id":"B 3"}',
  truncated: false,
} as EventDetail;

describe('the bar of related events', () => {
  beforeEach(() => {
    localStorage.clear();
    setActivePinia(createPinia());
  });
  function bar() {
    const join = useJoinKey();
    join.look(ORDER);
    join.choose();
    const wrapper = mount(JoinBar, { attachTo: document.body });
    const press = (key: string): Promise<void> => wrapper.get('input').trigger('keydown', { key });
    return { join, wrapper, press };
  }

  it('has the focus in the field, and offers what events had: no field that joins nothing', async () => {
    const { wrapper } = bar();
    await eventually(() => expect(document.activeElement).toBe(wrapper.get('input').element));
    await flushPromises();
    expect(wrapper.findAll('[role="option"] bdi').map((each) => each.text())).toEqual([
      'data.orderId',
      'data."order id"',
    ]);
  });

  it('takes a field by its beginning, and says what is related, how much of it there is and where', async () => {
    const { wrapper, press } = bar();
    await wrapper.get('input').trigger('focus');
    await flushPromises();
    await wrapper.get('input').setValue('id');
    await press('ArrowDown');
    expect(wrapper.get('input').attributes('aria-activedescendant')).toBe(
      wrapper.get('[role="option"]').attributes('id'),
    );
    await press('Enter');
    await flushPromises();
    expect(useFeed().mark).toBe('data.orderId:A-17');
    expect(wrapper.get('.joinbar-v').text()).toBe('A-17');
    expect(wrapper.get('.joinbar-n').text()).toBe('12 events in 2 sources');
  });

  it('says so when the event has no value there, and when what is typed is no path', async () => {
    const { wrapper, press } = bar();
    await wrapper.get('input').setValue('data.nothing');
    await press('Enter');
    expect(wrapper.text()).toContain('Select an event.');
    await wrapper.get('input').setValue('a AND');
    expect(wrapper.get('input').attributes('aria-invalid')).toBe('true');
    await press('Enter');
    expect(useJoinKey().path).toEqual(['data', 'nothing']);
  });

  it('puts back the path with Escape, and closes with the next one', async () => {
    const { wrapper, press, join } = bar();
    join.relate({ path: ['data', 'orderId'], value: 'A-17' });
    await wrapper.get('input').trigger('focus');
    await wrapper.get('input').setValue('data.x');
    await press('Escape');
    expect(wrapper.get('input').element.value).toBe('data.orderId');
    await press('Escape');
    expect(join.open).toBe(false);
    expect(useFeed().mark).toBe('');
    expect(wrapper.emitted('leave')).toHaveLength(1);
  });

  it('follows the selection when it is told to', async () => {
    const { wrapper, join } = bar();
    join.joinOn(['data', 'orderId']);
    await flushPromises();
    await wrapper.get('[role="checkbox"]').trigger('click');
    join.look({ ...ORDER, seq: 2, data: '{"orderId":"C-9"}' });
    await flushPromises();
    expect(wrapper.get('.joinbar-v').text()).toBe('C-9');
  });
});
