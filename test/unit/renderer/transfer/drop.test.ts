import { enableAutoUnmount, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import TransferLayer from '@/app/transfer/TransferLayer.vue';
import { useToasts } from '@/stores/toasts';
import { eventually } from '../../../support/eventually';
import { recordBridge, type RecordedBridge } from './transfer-bridge';

enableAutoUnmount(afterEach);

let bridge: RecordedBridge;
let wrapper: VueWrapper;

beforeEach(() => {
  bridge = recordBridge();
  bridge.answers['importDropped'] = (files) => (files as File[]).map(({ name }) => `job of ${name}`);
  setActivePinia(createPinia());
  wrapper = mount(TransferLayer, { attachTo: document.body, global: { stubs: { teleport: true } } });
});

type Item = { readonly kind: 'file'; getAsFile(): File | null; webkitGetAsEntry(): unknown };
const file = (name: string): Item => ({
  kind: 'file',
  getAsFile: () => new File(['x'], name),
  webkitGetAsEntry: () => ({ isDirectory: false, name }),
});
const folder = (name: string): Item => ({
  kind: 'file',
  getAsFile: () => new File([], name),
  webkitGetAsEntry: () => ({ isDirectory: true, name }),
});

function drag(type: string, items: readonly Item[], types = ['Files'], relatedTarget: unknown = null): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types, items, dropEffect: 'none' } });
  Object.defineProperty(event, 'relatedTarget', { value: relatedTarget });
  window.dispatchEvent(event);
  return event;
}
const covered = (): boolean => wrapper.find('.file-drop').exists();

describe('dropping onto the window', () => {
  it('covers the window while files hover over it', async () => {
    expect(drag('dragenter', []).defaultPrevented).toBe(true);
    await nextTick();
    expect(wrapper.get('.file-drop').text()).toContain('Drop files to open them as captures');
    drag('dragleave', [], ['Files'], document.body);
    await nextTick();
    expect(covered()).toBe(true);
    drag('dragleave', []);
    await nextTick();
    expect(covered()).toBe(false);
  });

  it('leaves text that is dragged within the window to whoever wants it', async () => {
    window.dispatchEvent(new Event('dragstart'));
    expect(drag('dragenter', [], ['text/plain']).defaultPrevented).toBe(false);
    expect(drag('drop', [], ['text/plain']).defaultPrevented).toBe(false);
    window.dispatchEvent(new Event('dragend'));
    await nextTick();
    expect(covered()).toBe(false);
  });

  it('opens all the files', async () => {
    drag('dragenter', []);
    expect(drag('drop', [file('a.sse'), file('b.har')]).defaultPrevented).toBe(true);
    await eventually(() => expect(bridge.dropped.map(({ name }) => name)).toEqual(['a.sse', 'b.har']));
    expect(covered()).toBe(false);
    expect(useToasts().toasts).toEqual([]);
  });

  it('refuses folders with a sentence, and opens the files beside them', async () => {
    drag('drop', [folder('logs'), file('a.sse')]);
    await eventually(() => expect(bridge.dropped).toHaveLength(1));
    expect(useToasts().toasts).toMatchObject([
      { level: 'warning', title: 'logs is a folder.', body: 'Drop the files in it instead.' },
    ]);
  });

  it('says what has no file on this computer, and what the main process refuses', async () => {
    bridge.answers['importDropped'] = () => [];
    drag('drop', [file('from the web')]);
    await eventually(() =>
      expect(useToasts().toasts).toMatchObject([{ title: '1 dropped thing is no file on this computer.' }]),
    );
    bridge.answers['importDropped'] = () => {
      throw new Error('At most 20 files are read and written at a time.');
    };
    drag('drop', [file('a.sse')]);
    await eventually(() =>
      expect(useToasts().toasts.at(-1)).toMatchObject({
        level: 'error',
        title: 'At most 20 files are read and written at a time.',
      }),
    );
  });
});
