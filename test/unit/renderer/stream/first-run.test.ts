import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceDraft } from '@shared/source';
import { useApp } from '@/stores/app';
import { useToasts } from '@/stores/toasts';
import FirstRun from '@/views/stream/FirstRun.vue';

enableAutoUnmount(afterEach);

let calls: [name: string, argument: unknown][];

beforeEach(() => {
  calls = [];
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (name: string, argument: unknown) => {
        calls.push([name, argument]);
        return Promise.resolve({ ok: true, value: 'made' });
      },
      on: () => () => undefined,
    },
  });
  mount(FirstRun, { attachTo: document.body });
});

async function paste(text: string): Promise<Event> {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'clipboardData', { value: { getData: () => text } });
  document.body.dispatchEvent(event);
  await flushPromises();
  return event;
}

describe('the first run', () => {
  it('has one thing to do, which has the focus', () => {
    expect(document.activeElement?.textContent).toContain('Start the local demo');
  });

  it('starts the demo with Enter, also when the focus has gone nowhere', async () => {
    (document.activeElement as HTMLElement).blur();
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    await flushPromises();
    expect(calls).toEqual([['hub.startDemo', undefined]]);
  });

  it.each([
    ['https://shop.example/events', 'https://shop.example/events'],
    ['shop.example/events', 'https://shop.example/events'],
    ['localhost:8080/sse', 'http://localhost:8080/sse'],
  ])('connects to %s as soon as it is pasted', async (text, url) => {
    expect((await paste(text)).defaultPrevented).toBe(true);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject(['sources.add', { url, enabled: true }]);
    expect(useToasts().toasts[0]).toMatchObject({ title: `Connecting to ${url}`, action: { label: 'Edit' } });
  });

  it('connects to what a pasted curl command asks for, its token kept secret', async () => {
    await paste(`curl -N https://shop.example/events -H 'Authorization: Bearer t0ken'`);
    const draft = calls[0]![1] as SourceDraft;
    expect(draft.headers).toEqual([
      { name: 'Authorization', value: 'Bearer t0ken', secret: true, enabled: true },
    ]);
    expect(useToasts().toasts[0]!.title).not.toContain('t0ken');
  });

  it('leaves to the dialog what has to be looked at, and everything else alone', async () => {
    expect((await paste('curl https://shop.example/events -d @body.json')).defaultPrevented).toBe(false);
    expect((await paste('just some words')).defaultPrevented).toBe(false);
    expect(calls).toEqual([]);
  });

  it('opens a service with its questions', () => {
    const rows = [...document.querySelectorAll<HTMLButtonElement>('.try button')];
    rows.find((row) => row.textContent.includes('Mastodon'))!.click();
    expect(useApp()).toMatchObject({ sourceDialog: 'new', sourcePreset: 'mastodon' });
  });
});
