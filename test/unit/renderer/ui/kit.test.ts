import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { h, nextTick } from 'vue';
import { useToasts } from '@/stores/toasts';
import CopyButton from '@/ui/CopyButton.vue';
import KeyCap from '@/ui/KeyCap.vue';
import { keyText, keyWords } from '@/ui/key-words';
import { setLanguage } from '@/i18n/i18n';
import SgCheckbox from '@/ui/SgCheckbox.vue';
import SgDialog from '@/ui/SgDialog.vue';
import SgMenu from '@/ui/SgMenu.vue';
import SgSegments from '@/ui/SgSegments.vue';
import SgSelect from '@/ui/SgSelect.vue';
import SgSlider from '@/ui/SgSlider.vue';
import SgSwitch from '@/ui/SgSwitch.vue';
import ToastList from '@/ui/ToastList.vue';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);
afterEach(() => void vi.useRealTimers());

describe('switch and check box', () => {
  it('have a role, a name and a state, and change it on click', async () => {
    const onSwitch = vi.fn();
    const sw = mount(SgSwitch, {
      props: { modelValue: false, label: 'Run', 'onUpdate:modelValue': onSwitch },
    });
    expect(sw.get('[role="switch"]').attributes()).toMatchObject({
      'aria-label': 'Run',
      'aria-checked': 'false',
    });
    await sw.get('button').trigger('click');
    expect(onSwitch).toHaveBeenCalledWith(true);

    const onCheck = vi.fn();
    const box = mount(SgCheckbox, {
      props: { modelValue: true, 'onUpdate:modelValue': onCheck },
      slots: { default: 'Connect at start' },
    });
    await box.get('[role="checkbox"]').trigger('click');
    expect(onCheck).toHaveBeenCalledWith(false);
    expect(box.element.tagName).toBe('LABEL');
  });
});

describe('segments', () => {
  it('are a radio group of which one is on', async () => {
    const change = vi.fn();
    const seg = mount(SgSegments<number>, {
      props: {
        modelValue: 24,
        label: 'Row height',
        options: [
          { value: 20, label: 'Compact' },
          { value: 24, label: 'Default' },
        ],
        'onUpdate:modelValue': change,
      },
    });
    expect(seg.get('[role="radiogroup"]').attributes('aria-label')).toBe('Row height');
    expect(seg.findAll('[role="radio"]').map((radio) => radio.attributes('aria-checked'))).toEqual([
      'false',
      'true',
    ]);
    await seg.findAll('[role="radio"]')[0]!.trigger('click');
    expect(change).toHaveBeenCalledWith(20);
  });
});

describe('the slider', () => {
  it('gives rates of two digits on a logarithmic staff, and stays in its range', async () => {
    const change = vi.fn();
    const slider = mount(SgSlider, {
      props: {
        modelValue: 1,
        label: 'Rate',
        min: 0.1,
        max: 50,
        step: 0.1,
        scale: 'log',
        'onUpdate:modelValue': change,
      },
      attachTo: document.body,
    });
    const thumb = slider.get('[role="slider"]');
    await thumb.trigger('keydown', { key: 'End' });
    expect(change).toHaveBeenLastCalledWith(50);
    await thumb.trigger('keydown', { key: 'Home' });
    expect(change).toHaveBeenLastCalledWith(0.1);
    await thumb.trigger('keydown', { key: 'ArrowRight' });
    for (const [value] of change.mock.calls as [number][]) expect(String(value)).toMatch(/^\d+(?:\.\d)?$/u);
  });
});

describe('the menu', () => {
  it('opens from its button and says what was chosen', async () => {
    const choose = vi.fn();
    const menu = mount(SgMenu, {
      props: {
        entries: [{ id: 'a', label: 'Copy' }, 'separator', { id: 'b', label: 'Remove', danger: true }],
        onChoose: choose,
      },
      slots: { default: () => h('button', { type: 'button' }, 'More') },
      attachTo: document.body,
    });
    await menu.get('button').trigger('keydown', { key: 'Enter' });
    await eventually(() => expect(document.querySelectorAll('[role="menuitem"]')).toHaveLength(2));
    document.querySelectorAll<HTMLElement>('[role="menuitem"]')[1]!.click();
    await eventually(() => expect(choose).toHaveBeenCalledWith('b'));
  });
});

describe('the select', () => {
  it('opens its list without a style element, which the CSP would refuse', async () => {
    const change = vi.fn();
    const select = mount(SgSelect<string>, {
      props: {
        modelValue: 'a',
        label: 'Clock',
        options: [
          { value: 'a', label: 'Local' },
          { value: 'b', label: 'UTC' },
        ],
        'onUpdate:modelValue': change,
      },
      attachTo: document.body,
    });
    const styles = document.querySelectorAll('style').length;
    await select.get('button').trigger('keydown', { key: 'Enter' });
    await eventually(() => expect(document.querySelectorAll('[role="option"]')).toHaveLength(2));
    expect(document.querySelectorAll('style').length).toBe(styles);
    const option = document.querySelectorAll<HTMLElement>('[role="option"]')[1]!;
    option.focus();
    option.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    await eventually(() => expect(change).toHaveBeenCalledWith('b'));
  });
});

describe('the dialog', () => {
  it('starts where it is told, asks to close on Esc, and gives the focus back', async () => {
    const opener = document.createElement('button');
    document.body.append(opener);
    opener.focus();
    const close = vi.fn();
    const dialog = mount(SgDialog, {
      props: { title: 'Add a source', width: 400, onClose: close },
      slots: { default: () => [h('button', 'first'), h('input', { 'data-autofocus': '', id: 'start' })] },
      attachTo: document.body,
    });
    await eventually(() => expect(document.activeElement?.id).toBe('start'));
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
    );
    await eventually(() => expect(close).toHaveBeenCalled());
    expect(document.querySelector('[role="dialog"]')).not.toBeNull();
    dialog.unmount();
    await eventually(() => expect(document.activeElement).toBe(opener));
    opener.remove();
  });
});

describe('toasts', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('go after 6 s, but not under the pointer, and errors stay', async () => {
    vi.useFakeTimers();
    const toasts = useToasts();
    const list = mount(ToastList, {
      props: { toasts: toasts.toasts, onDismiss: toasts.dismiss },
      global: { stubs: { TransitionGroup: false } },
    });
    toasts.show({ level: 'info', title: 'Copied' });
    toasts.show({ level: 'error', title: 'The port is taken.' });
    await list.setProps({ toasts: toasts.toasts });
    await vi.advanceTimersByTimeAsync(5_000);
    await list.find('.toast').trigger('pointerenter');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(toasts.toasts.map((toast) => toast.title)).toEqual(['Copied', 'The port is taken.']);
    await list.find('.toast').trigger('pointerleave');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(toasts.toasts.map((toast) => toast.title)).toEqual(['The port is taken.']);
  });

  it('do not pile up when the same thing fails again and again', () => {
    const toasts = useToasts();
    for (let i = 0; i < 10; i++) toasts.fail(new Error('The hub is not running.'));
    expect(toasts.toasts).toHaveLength(1);
    for (let i = 0; i < 10; i++) toasts.show({ level: 'info', title: `message ${i}` });
    expect(toasts.toasts).toHaveLength(4);
  });

  it('run their action and go', async () => {
    const toasts = useToasts();
    const run = vi.fn();
    toasts.show({ level: 'info', title: 'orders removed', action: { label: 'Undo', run } });
    const list = mount(ToastList, { props: { toasts: toasts.toasts, onDismiss: toasts.dismiss } });
    await list.get('.acts button').trigger('click');
    expect(run).toHaveBeenCalledOnce();
    expect(toasts.toasts).toEqual([]);
  });
});

describe('the copy button', () => {
  it('asks for the copy and shows a check for a moment', async () => {
    vi.useFakeTimers();
    const copy = mount(CopyButton, { props: { label: 'Copy path' } });
    await copy.get('button').trigger('click');
    expect(copy.emitted('copy')).toHaveLength(1);
    expect(copy.find('.is-ok').exists()).toBe(true);
    await vi.advanceTimersByTimeAsync(1_300);
    await nextTick();
    expect(copy.find('.is-ok').exists()).toBe(false);
  });
});

describe('key caps', () => {
  it('show Command in place of Ctrl on macOS', () => {
    expect(keyWords('Ctrl Shift C', false)).toEqual(['Ctrl', 'Shift', 'C']);
    expect(keyWords('Ctrl Shift C', true)).toEqual(['⌘', '⇧', 'C']);
  });

  it('say what the keyboards of the language have printed on them, at once', async () => {
    const cap = mount(KeyCap, { props: { keys: 'Ctrl Shift Delete' } });
    expect(cap.text()).toBe('CtrlShiftDelete');
    await setLanguage('de');
    expect(cap.findAll('kbd').map((key) => key.text())).toEqual(['Strg', 'Umschalt', 'Entf']);
    expect(keyText('Ctrl Enter')).toBe('Strg Eingabe');
    await setLanguage('es');
    expect(cap.findAll('kbd').map((key) => key.text())).toEqual(['Ctrl', 'Mayús', 'Supr']);
    expect(keyWords('Shift PageUp', true)).toEqual(['⇧', 'Re Pág']);
    await setLanguage('en');
  });
});
