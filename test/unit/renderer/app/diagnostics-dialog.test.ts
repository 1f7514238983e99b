import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diagnosticsPreview } from '../../../support/stand-in/diagnostics';
import DiagnosticsDialog from '@/app/DiagnosticsDialog.vue';
import { useDiagnostics } from '@/stores/diagnostics';

enableAutoUnmount(afterEach);

let answers: Record<string, (answer: unknown) => void>;

beforeEach(() => {
  answers = {};
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: { call: (name: string) => new Promise((resolve) => (answers[name] = resolve)) },
  });
});

const text = (): string => document.querySelector('[role="dialog"]')?.textContent ?? '';
const button = (name: string): HTMLButtonElement =>
  [...document.querySelectorAll<HTMLButtonElement>('[role="dialog"] button')].find(
    ({ textContent }) => textContent.trim() === name,
  )!;
const answer = async (name: string, value: unknown): Promise<void> => {
  answers[name]?.({ ok: true, value });
  await flushPromises();
};

it('is open while the bundle is put together, says so, and then shows its files', async () => {
  const diagnostics = useDiagnostics();
  void diagnostics.look();
  mount(DiagnosticsDialog, { attachTo: document.body });
  await flushPromises();
  expect(diagnostics.isOpen).toBe(true);
  expect(text()).toContain('The log is searched for secrets…');
  expect(text()).not.toContain('Saving…');
  expect(button('Save…').getAttribute('aria-disabled')).toBe('true');

  await answer('app.previewDiagnostics', diagnosticsPreview());
  expect(text()).toContain('README.txt');
  expect(text()).not.toContain('The log is searched');
  expect(document.querySelector('.diag-file[aria-pressed="true"]')?.textContent).toContain('README.txt');
});

it('can be called off meanwhile, and stays closed when the answer comes', async () => {
  const diagnostics = useDiagnostics();
  void diagnostics.look();
  mount(DiagnosticsDialog, { attachTo: document.body });
  await flushPromises();
  button('Cancel').click();
  expect(diagnostics.isOpen).toBe(false);
  await answer('app.previewDiagnostics', diagnosticsPreview());
  expect(diagnostics).toMatchObject({ isOpen: false, preview: null, busy: false });
});

it('cannot be closed while it is written', async () => {
  const diagnostics = useDiagnostics();
  void diagnostics.look();
  mount(DiagnosticsDialog, { attachTo: document.body });
  await answer('app.previewDiagnostics', diagnosticsPreview());
  button('Save…').click();
  await flushPromises();
  expect(button('Cancel').disabled).toBe(true);
  expect(text()).toContain('Saving…');
  diagnostics.close();
  expect(diagnostics.isOpen).toBe(true);
  await answer('app.saveDiagnostics', '/home/ada/bundle.zip');
  expect(diagnostics.isOpen).toBe(false);
});
