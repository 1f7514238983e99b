import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NO_FAULTS, type HubClient, type HubSnapshot } from '@shared/hub';
import type { PlayState } from '@shared/recording';
import { useHub } from '@/stores/hub';
import { useRecordings } from '@/stores/recordings';
import ServerView from '@/views/server/ServerView.vue';
import { eventually } from '../../../support/eventually';
import { chooseIn, isMenuShown, menuOf, shownMenu } from '../context-menu';

vi.mock('@/views/server/json-editor', () => ({ openJsonEditor: null }));
enableAutoUnmount(afterEach);

let calls: [string, unknown][];

beforeEach(() => {
  calls = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({ ok: true, value: null });
      },
      on: () => () => undefined,
    },
  });
});

const client: HubClient = {
  id: 'c1',
  transport: 'sse',
  agent: 'node 22',
  remoteAddress: '192.0.2.7',
  user: null,
  channels: ['metrics/*'],
  connectedAt: 0,
  sent: 1,
  skipped: 0,
  behind: 0,
  lagMs: 3,
  queuedBytes: 0,
  faults: [],
};
const snapshot: HubSnapshot = {
  state: { phase: 'running', url: 'http://127.0.0.1:4870', port: 4_870, since: 0 },
  access: 'all',
  clients: [client],
  channels: [],
  scenes: [
    {
      id: 'orders',
      title: 'Orders',
      channels: ['orders/eu', 'orders/us'],
      running: true,
      rate: 2,
      burst: 1,
      payloadBytes: 0,
      published: 0,
    },
  ],
  faults: NO_FAULTS,
  tokens: [
    {
      id: 't1',
      name: 'web-dev',
      start: 'sg_7fd2',
      scopes: ['subscribe'],
      channels: ['**'],
      createdAt: 0,
      lastUsedAt: null,
    },
  ],
  published: 0,
  history: { events: 0, limit: 10_000, bytes: 0, limitBytes: 16 * 1_048_576, persisted: false },
  backplane: { phase: 'none' },
  warnings: [],
};

function serverView(play: PlayState = { phase: 'idle' }): VueWrapper {
  useHub().take(snapshot);
  useRecordings().take({
    recordings: [{ id: 'r1', name: 'monday', recordedAt: 0, durationMs: 9_000, events: 12, bytes: 900 }],
    play,
    record: { phase: 'idle' },
    problem: null,
  });
  return mount(ServerView, { attachTo: document.body });
}

describe('the menu of a line of the server', () => {
  it('copies the address of a client, or disconnects it', async () => {
    const line = serverView().get('.clients tbody tr').element;
    await chooseIn(line, 'Copy the address');
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await chooseIn(line, 'Disconnect');
    await flushPromises();
    expect(calls).toEqual([
      ['app.copy', '192.0.2.7'],
      ['hub.disconnect', 'c1'],
    ]);
  });

  it('is the same for a client as the one of its button', async () => {
    const view = serverView();
    const offered = await menuOf(view.get('.clients tbody tr').element);
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await view.get('button[aria-label="More for node 22"]').trigger('click');
    expect(await shownMenu()).toEqual(offered);
  });

  it('stops a generator at its pace, and copies where it publishes', async () => {
    const line = serverView().get('.gen').element;
    await chooseIn(line, 'Stop');
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await chooseIn(line, 'Copy the channel names');
    await flushPromises();
    expect(calls).toEqual([
      ['hub.scene', { id: 'orders', running: false, pace: { rate: 2, burst: 1, payloadBytes: 0 } }],
      ['app.copy', 'orders/eu, orders/us'],
    ]);
  });

  it('plays a recording, and offers to stop only the one that plays', async () => {
    const line = serverView().get('.rcd').element;
    expect(await menuOf(line)).toEqual(['Play this recording', 'Rename', 'Remove']);
    await chooseIn(line, 'Play this recording');
    await flushPromises();
    expect(calls).toEqual([['recordings.play', { id: 'r1', speed: '1' }]]);
  });

  it('pauses and stops a recording that plays', async () => {
    const line = serverView({
      phase: 'playing',
      id: 'r1',
      speed: '1',
      positionMs: 0,
      published: 0,
      refused: 0,
    }).get('.rcd').element;
    expect(await menuOf(line)).toEqual(['Pause this recording', 'Stop playing', 'Rename', 'Remove']);
    await chooseIn(line, 'Stop playing');
    await flushPromises();
    expect(calls).toEqual([['recordings.stopPlaying', undefined]]);
  });

  it('goes to the name of a recording, which keeps the right click to itself', async () => {
    const view = serverView();
    await chooseIn(view.get('.rcd').element, 'Rename');
    const field = await eventually(() => view.get('.rcd input').element);
    await eventually(() => expect(document.activeElement).toBe(field));
    field.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
    expect(await isMenuShown()).toBe(false);
  });

  it('copies the id of a token, and revokes it', async () => {
    const line = serverView().get('.tok').element;
    await chooseIn(line, 'Copy the id');
    await eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    await chooseIn(line, 'Revoke this token');
    await flushPromises();
    expect(calls).toEqual([
      ['app.copy', 't1'],
      ['hub.revokeToken', 't1'],
    ]);
  });
});
