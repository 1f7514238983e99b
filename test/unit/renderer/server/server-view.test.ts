import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, type HubClient, type HubSnapshot, type HubState, type SceneStatus } from '@shared/hub';
import ServerView from '@/views/server/ServerView.vue';
import { useHub } from '@/stores/hub';
import { useToasts } from '@/stores/toasts';

vi.mock('@/views/server/json-editor', () => ({ openJsonEditor: null }));
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
  burst: 1,
  payloadBytes: 0,
  published: 0,
};
const PACE = { rate: 2, burst: 1, payloadBytes: 0 };
const hubIn = (state: HubState): HubSnapshot => ({
  state,
  access: 'open',
  clients: [],
  channels: [],
  scenes: [counter, { ...counter, id: 'logs', title: 'Logs' }],
  faults: NO_FAULTS,
  tokens: [],
  published: 0,
  history: { events: 0, limit: 10_000, bytes: 0, limitBytes: 16 * 1_048_576, persisted: false },
  backplane: { phase: 'none' },
  warnings: [],
});
const RUNNING = { phase: 'running', url: 'http://127.0.0.1:4870', port: 4_870, since: 0 } as const;
const client: HubClient = {
  id: 'c1',
  transport: 'sse',
  agent: 'node 22',
  remoteAddress: '127.0.0.1',
  user: 'ops-laptop',
  channels: ['metrics/*'],
  connectedAt: 0,
  sent: 7_344,
  skipped: 31,
  behind: 412,
  lagMs: 2_800,
  queuedBytes: 0,
  faults: [],
};
const press = async (root: ParentNode, name: string): Promise<void> => {
  const button = [...root.querySelectorAll('button')].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent.trim()) === name,
  );
  expect(button, name).toBeDefined();
  button!.click();
  await flushPromises();
};

it('starts the hub before a generator that is switched on', async () => {
  useHub().take(hubIn({ phase: 'stopped' }));
  await mount(ServerView).get('[role="switch"][aria-label="Counter"]').trigger('click');
  await flushPromises();
  expect(calls).toEqual([
    ['hub.start', undefined],
    ['hub.scene', { id: 'counter', running: true, pace: PACE }],
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
  expect(calls).toEqual([['hub.scene', { id: 'logs', running: true, pace: PACE }]]);
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

it('keeps the rest of a pace when one number of it is changed', async () => {
  const hub = useHub();
  hub.take({ ...hubIn(RUNNING), scenes: [{ ...counter, running: true, burst: 5 }] });
  const view = mount(ServerView);
  await view.get('button[aria-label="Counter, burst and size"]').trigger('click');
  const size = view.get('input[aria-label="Counter: size of an event\'s data, B"]');
  await size.setValue('2048');
  await size.trigger('change');
  expect(calls).toEqual([
    ['hub.scene', { id: 'counter', running: true, pace: { rate: 2, burst: 5, payloadBytes: 2_048 } }],
  ]);
});

describe('a client', () => {
  it('that lags is marked slow, with how far it is behind', () => {
    useHub().take({ ...hubIn(RUNNING), clients: [client, { ...client, id: 'c2', lagMs: 4, behind: 0 }] });
    const view = mount(ServerView);
    expect(view.text()).toContain('2 connected, 1 slow');
    const [slow, fine] = view.findAll('.clients tbody tr');
    expect(slow!.text()).toContain('2.8 s, slow');
    expect(slow!.get('td:nth-child(4)').attributes('title')).toContain(
      '412 events behind at most, 31 skipped',
    );
    expect(fine!.text()).not.toContain('slow');
  });

  it('is disconnected at once, all of them only after a question', async () => {
    useHub().take({ ...hubIn(RUNNING), clients: [client] });
    const view = mount(ServerView, { attachTo: document.body });
    await press(view.element, 'Disconnect node 22, ops-laptop');
    expect(calls).toEqual([['hub.disconnect', 'c1']]);
    await press(view.element, 'Disconnect all');
    expect(calls).toHaveLength(1);
    expect(document.querySelector('[role="dialog"]')!.textContent).toContain('Disconnect 1 client?');
    await press(document.querySelector('[role="dialog"]')!, 'Disconnect all');
    expect(calls.at(-1)).toEqual(['hub.disconnectAll', undefined]);
    expect(document.querySelector('[role="dialog"]')).toBeNull();
  });

  it('gets faults of its own with the numbers of the panel', async () => {
    const faults = { ...NO_FAULTS, delay: { on: true, ms: 900, jitterMs: 0 } };
    useHub().take({ ...hubIn(RUNNING), faults, clients: [{ ...client, faults: ['split'] }] });
    const view = mount(ServerView);
    view.getComponent({ name: 'ClientsTable' }).vm.$emit('faults', 'c1', new Set(['delay']));
    await flushPromises();
    const own = { ...NO_FAULTS, delay: { on: true, ms: 900, jitterMs: 0 } };
    expect(calls).toEqual([['hub.faults', { clientId: 'c1', faults: own }]]);
    expect(useHub().faultsOn).toBe(2);
  });
});

describe('faults', () => {
  it('that are switched one after the other all reach the hub, before it has answered', async () => {
    useHub().take(hubIn(RUNNING));
    const view = mount(ServerView);
    await view.get('[role="switch"][aria-label="Split frames"]').trigger('click');
    await view.get('[role="switch"][aria-label="Refuse new connections"]').trigger('click');
    expect(calls.at(-1)).toEqual([
      'hub.faults',
      { clientId: null, faults: { ...NO_FAULTS, split: { on: true }, refuse: { on: true } } },
    ]);
  });

  it('that the hub refuses are off again, and it says why', async () => {
    refused = 'hub.faults';
    useHub().take(hubIn(RUNNING));
    const view = mount(ServerView);
    await view.get('[role="switch"][aria-label="Split frames"]').trigger('click');
    await flushPromises();
    expect(view.get('[role="switch"][aria-label="Split frames"]').attributes('aria-checked')).toBe('false');
    expect(view.get('.faults [role="alert"]').text()).toContain('Port 4870 is taken.');
  });
});

it('revokes a token at once, and offers the way back', async () => {
  const token = {
    id: 't1',
    name: 'web-dev',
    start: 'sg_7fd2',
    scopes: ['subscribe'],
    channels: ['**'],
    createdAt: 0,
    lastUsedAt: null,
  } as const;
  useHub().take({ ...hubIn(RUNNING), access: 'all', tokens: [token] });
  const view = mount(ServerView, { attachTo: document.body });
  expect(view.text()).toContain('No token may publish yet.');
  await press(view.element, 'Revoke web-dev');
  expect(document.querySelector('[role="dialog"]')).toBeNull();
  expect(calls).toEqual([['hub.revokeToken', 't1']]);
  const [toast] = useToasts().toasts;
  expect(toast).toMatchObject({ title: 'web-dev revoked.', stayMs: 8_000 });
  toast!.action!.run();
  await flushPromises();
  expect(calls[1]).toEqual(['hub.restoreToken', 't1']);
  expect(useToasts().toasts.at(-1)?.title).toBe('web-dev is good again.');
});

it('says what the hub warns of, and that it has lost the other hubs', () => {
  useHub().take({
    ...hubIn(RUNNING),
    warnings: [{ code: 'disk-full', message: 'No space is left on the disk.', hint: 'Make room.' }],
    backplane: {
      phase: 'lost',
      since: Date.now() - 5_000,
      reason: { code: 'backplane-lost', message: 'The link to Redis is lost.' },
      waiting: 318,
      dropped: 2,
    },
  });
  const text = mount(ServerView).get('.hub').text();
  expect(text).toContain('No space is left on the disk. Make room.');
  expect(text).toContain('The link to Redis is lost. Delivered on this hub only for 5 s');
  expect(text).toContain('318 events wait to be shared, 2 events dropped.');
});

it('lists a crowd only as far as anybody reads, the slow ones first', () => {
  const crowd = Array.from({ length: 130 }, (_, i) => ({
    ...client,
    id: `c${i}`,
    agent: `browser ${i}`,
    lagMs: i === 129 ? 2_800 : 3,
  }));
  useHub().take({ ...hubIn(RUNNING), clients: crowd });
  const view = mount(ServerView);
  expect(view.findAll('.clients tbody tr')).toHaveLength(100);
  expect(view.get('.clients tbody tr').text()).toContain('browser 129');
  expect(view.text()).toContain('and 30 more clients');
});
