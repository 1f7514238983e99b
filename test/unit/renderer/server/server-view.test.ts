import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HubSnapshot, HubState, SceneStatus } from '@shared/hub';
import ServerView from '@/views/server/ServerView.vue';
import { useHub } from '@/stores/hub';

enableAutoUnmount(afterEach);

let calls: [string, unknown][];
let refused: string | null;

beforeEach(() => {
  calls = [];
  refused = null;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve(
          name === refused
            ? { ok: false, problem: { code: 'port-taken', message: 'Port 4870 is taken.' } }
            : { ok: true, value: null },
        );
      },
      on: () => () => undefined,
    },
  });
});

const counter: SceneStatus = {
  id: 'counter',
  title: 'Counter',
  channels: ['demo/counter'],
  running: false,
  rate: 2,
  published: 0,
};
const hubIn = (state: HubState): HubSnapshot => ({
  state,
  clients: [],
  channels: [],
  scenes: [counter, { ...counter, id: 'logs', title: 'Logs' }],
  published: 0,
  history: { events: 0, limit: 10_000 },
});
const RUNNING = { phase: 'running', url: 'http://127.0.0.1:4870', port: 4_870, since: 0 } as const;

it('starts the hub before a generator that is switched on', async () => {
  useHub().take(hubIn({ phase: 'stopped' }));
  await mount(ServerView).get('[role="switch"][aria-label="Counter"]').trigger('click');
  await flushPromises();
  expect(calls).toEqual([
    ['hub.start', undefined],
    ['hub.scene', { id: 'counter', running: true, rate: 2 }],
  ]);
});

it('tells in place why a generator was not switched on, and asks no further', async () => {
  refused = 'hub.start';
  useHub().take(hubIn({ phase: 'stopped' }));
  const view = mount(ServerView);
  await view.get('[role="switch"][aria-label="Counter"]').trigger('click');
  await flushPromises();
  expect(view.get('[role="alert"]').text()).toContain('Port 4870 is taken.');
  expect(calls.map(([name]) => name)).toEqual(['hub.start']);
});

it('starts all generators that are off, one after the other', async () => {
  const hub = useHub();
  hub.take({
    ...hubIn(RUNNING),
    scenes: [
      { ...counter, running: true },
      { ...counter, id: 'logs', title: 'Logs' },
    ],
  });
  const startAll = mount(ServerView)
    .findAll('button')
    .find((button) => button.text() === 'Start all')!;
  await startAll.trigger('click');
  await flushPromises();
  expect(calls).toEqual([['hub.scene', { id: 'logs', running: true, rate: 2 }]]);
});

it('shows why the hub could not start, next to its switch', () => {
  useHub().take(
    hubIn({
      phase: 'failed',
      reason: { code: 'port-taken', message: 'Port 4870 is taken.', hint: 'Choose another.' },
    }),
  );
  expect(mount(ServerView).get('.hub [role="alert"]').text()).toBe('Port 4870 is taken. Choose another.');
});
