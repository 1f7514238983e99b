import { mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import AuditList from '@/views/connections/AuditList.vue';
import LastIdDialog from '@/views/connections/LastIdDialog.vue';
import SendBox from '@/views/stream/inspector/SendBox.vue';
import { connectionMenu, switchChoice } from '@/views/connections/connection-menu';
import { explanationText } from '@/views/connections/explain-text';
import type { MenuEntry, MenuItem } from '@/ui/menu-entry';
import { aSource, anAttempt, fallenLadder, openState } from './a-source';

const items = (entries: readonly MenuEntry[]): MenuItem[] =>
  entries.filter((entry): entry is MenuItem => typeof entry === 'object' && 'id' in entry);

beforeEach(() => {
  setActivePinia(createPinia());
});

describe('the menu of a connection', () => {
  it('switches to each of its transports but the one that carries the stream', () => {
    const fallen = aSource(openState(0), { ladder: fallenLadder() });
    const switches = items(connectionMenu(fallen)).filter(({ id }) => switchChoice(id) !== null);
    expect(switches.map(({ label, checked, disabled }) => [label, checked, disabled])).toEqual([
      ['WebSocket', false, false],
      ['SSE', true, true],
      ['Polling', false, false],
    ]);
    expect(switches.map(({ id }) => switchChoice(id))).toEqual(['websocket', 'sse', 'polling']);
  });

  it('has nothing to switch to where there is one transport', () => {
    const pinned = items(connectionMenu(aSource(openState(0))));
    expect(pinned.some(({ id }) => switchChoice(id) !== null)).toBe(false);
  });

  it('says which copy has the secrets in it', () => {
    const labels = items(connectionMenu(aSource(openState(0)))).map(({ label }) => label);
    expect(labels).toContain('Copy as curl');
    expect(labels).toContain('Copy as curl with secrets in the clear');
  });
});

describe('the box to send from', () => {
  const box = (send: (text: string) => Promise<void>): VueWrapper =>
    mount(SendBox, { props: { name: 'arena', send, clock: 'utc' } });

  it('says whether the text is JSON, and sends it as it stands', async () => {
    const send = vi.fn(() => Promise.resolve());
    const wrapper = box(send);
    const field = wrapper.get('textarea');
    await field.setValue('{"type": "ping"');
    expect(wrapper.text()).toContain('Not valid JSON, sent as text');
    await field.setValue('{"type": "ping"}');
    expect(wrapper.text()).toContain('Valid JSON');
    await field.trigger('keydown', { key: 'Enter', ctrlKey: true });
    expect(send).toHaveBeenCalledWith('{"type": "ping"}');
    await vi.waitFor(() => expect(wrapper.text()).toContain('Sent 16 B at'));
    expect((field.element as HTMLTextAreaElement).value).toBe('');
  });

  it('keeps the text when it could not be sent, and says why', async () => {
    const wrapper = box(() => Promise.reject(new Error('arena is not open.')));
    await wrapper.get('textarea').setValue('hello');
    await wrapper.get('form').trigger('submit');
    await vi.waitFor(() => expect(wrapper.get('[role="alert"]').text()).toContain('arena is not open.'));
    expect((wrapper.get('textarea').element as HTMLTextAreaElement).value).toBe('hello');
  });
});

describe('the audit', () => {
  it('lists the verdicts, the newest first, each with its glyph', () => {
    const attempts = (['complete', 'missing', 'unknown'] as const).map((verdict, i) =>
      anAttempt({
        number: i + 1,
        audit: {
          at: i * 1_000,
          downMs: 10,
          sentId: null,
          verdict,
          replayed: null,
          duplicates: 0,
          missing: null,
          sentence: `verdict ${i}`,
        },
      }),
    );
    const lines = mount(AuditList, { props: { attempts, clock: 'utc' } }).findAll('li');
    expect(lines.map((line) => [line.get('svg').attributes('aria-label'), line.text()])).toEqual([
      ['info', '00:00:02verdict 2'],
      ['warning', '00:00:01verdict 1'],
      ['success', '00:00:00verdict 0'],
    ]);
  });
});

describe('the dialog for the last event id', () => {
  it('starts from the present id, and closes once the source goes on from the new one', async () => {
    const resume = vi.fn(() => Promise.resolve());
    const wrapper = mount(LastIdDialog, {
      props: { name: 'arena', lastEventId: '812', paused: false, resume },
      attachTo: document.body,
    });
    await nextTick();
    const field = document.querySelector<HTMLInputElement>('.idf input')!;
    expect(field.value).toBe('812');
    field.value = '700';
    field.dispatchEvent(new Event('input'));
    document.querySelector('#last-id-form')!.dispatchEvent(new Event('submit'));
    await vi.waitFor(() => expect(wrapper.emitted('close')).toHaveLength(1));
    expect(resume).toHaveBeenCalledWith('700');
    wrapper.unmount();
  });
});

describe('the account as text', () => {
  it('has its heading, what happened, and what to do, apart by blank lines', () => {
    expect(
      explanationText(
        {
          paragraphs: [['One.']],
          patterns: [{ code: 'x', title: 'Two', message: 'Three.', advice: 'Four.' }],
        },
        'arena',
      ),
    ).toBe('arena\n\nOne.\n\nTwo. Three. Four.');
  });
});
