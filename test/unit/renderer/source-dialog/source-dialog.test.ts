import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import type { Problem } from '@shared/errors';
import type { StreamgaugeBridge, TestResult } from '@shared/ipc';
import type { SourceDraft, SourceSnapshot } from '@shared/source';
import SourceDialog from '@/app/SourceDialog.vue';
import { useApp } from '@/stores/app';
import { useSources } from '@/stores/sources';
import { eventually } from '../../../support/eventually';

enableAutoUnmount(afterEach);

type Answer = { ok: true; value: unknown } | { ok: false; problem: Problem };
let calls: [name: string, argument: unknown][];
let answers: Record<string, () => Answer | Promise<Answer>>;

beforeEach(() => {
  calls = [];
  answers = {};
  const bridge = {
    call: async (name: string, argument: unknown) => {
      calls.push([name, argument]);
      return (await answers[name]?.()) ?? { ok: true, value: undefined };
    },
    on: () => () => undefined,
  } as unknown as StreamgaugeBridge;
  Object.defineProperty(window, 'streamgauge', { value: bridge, configurable: true });
  setActivePinia(createPinia());
});

const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]')!;
const field = (label: string): HTMLInputElement => dialog().querySelector(`[aria-label="${label}"]`)!;
const button = (text: string): HTMLButtonElement =>
  [...dialog().querySelectorAll('button')].find((found) => found.textContent.trim().startsWith(text))!;
const type = async (input: HTMLInputElement, value: string): Promise<void> => {
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await nextTick();
};
const ctrlEnter = (): boolean =>
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true }));
const draft = (name: string): SourceDraft => calls.find((call) => call[0] === name)![1] as SourceDraft;

async function open(which = 'new'): Promise<void> {
  useApp().sourceDialog = which;
  mount(SourceDialog, { attachTo: document.body });
  await eventually(() => expect(dialog()).not.toBeNull());
}

describe('the source dialog', () => {
  it('adds what was typed with Ctrl Enter, and closes', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add')).toMatchObject({ url: 'https://shop.example/orders', name: 'shop.example' });
  });

  it('says what is wrong with the address under its field and sends nothing', async () => {
    await open();
    await type(field('URL'), 'shop');
    ctrlEnter();
    await eventually(() => expect(dialog().textContent).toContain('Start with http:// or https://.'));
    expect(calls).toEqual([]);
  });

  it('tests without saving, shows the sentence, and forgets it when a field changes', async () => {
    answers['sources.test'] = () => ({
      ok: true,
      value: {
        ok: false,
        sentence: 'shop.example refused the connection.',
        hint: 'Is it up?',
      } satisfies TestResult,
    });
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    button('Test').click();
    await eventually(() =>
      expect(dialog().textContent).toContain('shop.example refused the connection. Is it up?'),
    );
    expect(calls.map(([name]) => name)).toEqual(['sources.test']);
    await type(field('URL'), 'https://shop.example/other');
    await eventually(() => expect(dialog().textContent).not.toContain('refused'));
  });

  it('puts a refusal of the main process to the field it is about, else into the footer', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    answers['sources.add'] = () => ({
      ok: false,
      problem: { code: 'bad-url', message: 'That address is taken.' },
    });
    ctrlEnter();
    await eventually(() =>
      expect(dialog().querySelector('#source-url-problem')?.textContent).toBe('That address is taken.'),
    );
    answers['sources.add'] = () => ({
      ok: false,
      problem: { code: 'too-many-sources', message: 'There are 200 sources.' },
    });
    ctrlEnter();
    await eventually(() =>
      expect(dialog().querySelector('.test')?.textContent).toContain('There are 200 sources.'),
    );
    expect(useApp().sourceDialog).toBe('new');
  });

  it('closes at once when nothing was typed, and asks once when something was', async () => {
    await open();
    await type(field('URL'), 'https://a');
    await eventually(() => expect(field('URL').value).toBe('https://a'));
    dialog().querySelector<HTMLElement>('[aria-label="Close"]')!.click();
    await eventually(() => expect(dialog().textContent).toContain('Discard changes?'));
    expect(useApp().sourceDialog).toBe('new');
    button('Discard').click();
    expect(useApp().sourceDialog).toBeNull();
  });

  it('shows a stored secret as its mask only, and keeps it when the field stays empty', async () => {
    useSources().take([
      {
        config: {
          id: 's1',
          name: 'orders',
          url: 'https://shop.example/orders',
          displayUrl: 'https://shop.example/orders',
          enabled: true,
          headers: [{ name: 'X-Api-Key', value: '••••4f9c', secret: true, enabled: true, missing: false }],
          queryToken: null,
          resume: true,
          transports: ['sse'],
          startFromId: '',
          local: false,
        },
      } as unknown as SourceSnapshot,
    ]);
    await open('s1');
    expect(field('Value of X-Api-Key')).toMatchObject({
      value: '',
      placeholder: '••••4f9c',
      type: 'password',
    });
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(calls[0]).toEqual([
      'sources.update',
      expect.objectContaining({
        id: 's1',
        draft: expect.objectContaining({ headers: [{ name: 'X-Api-Key', secret: true, enabled: true }] }),
      }),
    ]);
  });

  it('says plainly when secrets are not kept', async () => {
    useApp().secretsKept = { kept: false, reason: 'There is no keyring.' };
    await open();
    expect(dialog().textContent).toContain('Secrets are kept for this session only: There is no keyring.');
  });

  it('starts from a preset', async () => {
    useApp().addSource('wikimedia');
    await open();
    expect(field('URL').value).toBe('https://stream.wikimedia.org/v2/stream/recentchange');
    button('Local demo').click();
    await eventually(() => expect(button('Start the local demo')).toBeDefined());
    button('Start the local demo').click();
    await eventually(() => expect(calls.map(([name]) => name)).toEqual(['hub.startDemo']));
  });
});
