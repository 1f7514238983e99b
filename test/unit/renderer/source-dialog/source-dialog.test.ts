import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import type { Problem } from '@shared/errors';
import type { StreamgaugeBridge, TestResult } from '@shared/ipc';
import type { SourceDraft, SourceSnapshot } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import SourceDialog from '@/app/SourceDialog.vue';
import { useApp } from '@/stores/app';
import { useEnvironments } from '@/stores/environments';
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
      // As the context bridge and IPC do, which take no proxies.
      calls.push([name, structuredClone(argument)]);
      return (await answers[name]?.()) ?? { ok: true, value: undefined };
    },
    on: () => () => undefined,
  } as unknown as StreamgaugeBridge;
  Object.defineProperty(window, 'streamgauge', { value: bridge, configurable: true });
  setActivePinia(createPinia());
});

const dialog = (): HTMLElement => document.querySelector<HTMLElement>('[role="dialog"]')!;
const field = (label: string): HTMLInputElement => dialog().querySelector(`[aria-label="${label}"]`)!;
const labels = (): string[] =>
  [...dialog().querySelectorAll('.form-service label')].map((label) => label.textContent.trim());
const labelled = (text: string): HTMLInputElement =>
  dialog().querySelector(
    `#${[...dialog().querySelectorAll('label')].find((label) => label.textContent.trim().startsWith(text))!.htmlFor}`,
  )!;
const button = (text: string): HTMLButtonElement =>
  [...dialog().querySelectorAll('button')].find((found) => found.textContent.trim().startsWith(text))!;
const radio = (text: string): HTMLButtonElement =>
  [...dialog().querySelectorAll<HTMLButtonElement>('[role="radio"]')].find(
    (found) => found.textContent.trim() === text,
  )!;
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
    await eventually(() =>
      expect(dialog().textContent).toContain('Start with http://, https://, ws:// or wss://.'),
    );
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

  it('says so when the main process cannot be reached at all', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    answers['sources.add'] = () => {
      throw new Error('The window lost its other half.');
    };
    ctrlEnter();
    await eventually(() =>
      expect(dialog().querySelector('.test')?.textContent).toContain('The window lost its other half.'),
    );
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
          options: DEFAULT_SOURCE_OPTIONS,
          secrets: {},
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

  it('starts from a preset, which asks for what it needs and for nothing else', async () => {
    useApp().addSource('wikimedia');
    await open();
    expect(labels()).toEqual(['Address', 'Contact (optional)']);
    expect(labelled('Address').value).toBe('https://stream.wikimedia.org/v2/stream/recentchange');
    await type(labelled('Contact'), 'ada@example.com');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add')).toMatchObject({
      name: 'wikimedia',
      url: 'https://stream.wikimedia.org/v2/stream/recentchange',
      transports: ['sse'],
      headers: [{ name: 'User-Agent', value: 'Streamgauge/0.1 (ada@example.com)', secret: false }],
    });
  });

  it('says what a preset still needs, and goes there', async () => {
    useApp().addSource('llm');
    await open();
    ctrlEnter();
    await eventually(() => expect(dialog().textContent).toContain('Fill in: Model.'));
    expect(document.activeElement).toBe(labelled('Model'));
    expect(calls).toEqual([]);
    await type(labelled('Model'), 'gpt-4o-mini');
    await type(labelled('Prompt'), 'Why is the sky blue?');
    expect(dialog().textContent).toContain('POST https://api.openai.com/v1/chat/completions');
    answers['sources.add'] = () => ({ ok: true, value: 'made' });
    ctrlEnter();
    await eventually(() => expect(calls.at(-1)).toEqual(['sources.runOnce', 'made']));
    const added = draft('sources.add');
    expect(added).toMatchObject({ enabled: false, options: { method: 'POST', signIn: { kind: 'none' } } });
    expect(JSON.parse(added.options!.body!)).toMatchObject({
      model: 'gpt-4o-mini',
      stream: true,
      messages: [{ role: 'user', content: 'Why is the sky blue?' }],
    });
  });

  it('goes from the questions of a preset to all fields, with what was answered', async () => {
    useApp().addSource('mastodon');
    await open();
    await type(labelled('Access token'), 't0ken');
    button('All options').click();
    await eventually(() => expect(field('URL')).not.toBeNull());
    expect(field('URL').value).toBe('https://streaming.mastodon.social/api/v1/streaming/public');
    expect(field('Bearer token').value).toBe('t0ken');
  });

  it('starts the local demo', async () => {
    await open();
    button('Local demo').click();
    await eventually(() => expect(button('Start the local demo')).toBeDefined());
    button('Start the local demo').click();
    await eventually(() => expect(calls.map(([name]) => name)).toEqual(['hub.startDemo']));
  });

  it('sends the options that were set: method, sign-in, numbers in ms', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    radio('Bearer').click();
    await eventually(() => expect(field('Bearer token')).not.toBeNull());
    await type(field('Bearer token'), 's3cret');
    await type(field('First wait, s first'), '0.5');
    await type(field('Failures in a row after which it stops, attempts'), '10');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add')).toMatchObject({
      transports: ['websocket', 'sse', 'polling'],
      secrets: { token: 's3cret' },
      options: { signIn: { kind: 'bearer' }, backoff: { floorMs: 500, capMs: 30_000, attempts: 10 } },
    });
  });

  it('sends the limits of the source as numbers, where an empty field sets none', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    expect(dialog().textContent).toContain('only those of all sources together, 2,000 MB, 30 days.');
    await type(field('Most that is kept, MB'), '512');
    await type(field('Most that are kept, events'), '1,000,000');
    await type(field('Most that are kept, events'), '');
    await type(field('Longest that they are kept, days'), '7');
    expect(dialog().textContent).not.toContain('only those of all sources together');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add').options?.retention).toEqual({ megabytes: 512, events: 0, days: 7 });
  });

  it('sends nothing while a number cannot be read, and goes to its field', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    await type(field('Poll every, s'), 'soon');
    ctrlEnter();
    await eventually(() => expect(document.activeElement).toBe(field('Poll every, s')));
    expect(dialog().textContent).toContain('Poll every: Enter a number from 0.25 to 86,400.');
    expect(calls).toEqual([]);
  });

  it('unfolds what is wrong in it', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    const path = [...dialog().querySelectorAll('label')].find((label) => label.textContent === 'Channel')!;
    const input = dialog().querySelector<HTMLInputElement>(`#${path.htmlFor}`)!;
    await type(input, '$..topic');
    ctrlEnter();
    await eventually(() => expect(document.activeElement).toBe(input));
    expect(input.closest('details')!.open).toBe(true);
    expect(calls).toEqual([]);
  });

  it('changes the order of the transports from the keyboard, and leaves one out', async () => {
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    field('Try SSE earlier').click();
    await eventually(() => expect(document.activeElement).toBe(field('Try SSE later')));
    const polling = dialog().querySelector('[data-rung="polling"] [role="checkbox"]') as HTMLElement;
    polling.click();
    await nextTick();
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add').transports).toEqual(['sse', 'websocket']);
  });

  it('reads a certificate from a file, and asks for its key', async () => {
    const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    answers['app.pickText'] = () => ({ ok: true, value: { name: 'client.pem', text } });
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    const group = dialog().querySelector('[role="group"][aria-label="Client certificate"]')!;
    [...group.querySelectorAll('button')].find((found) => found.textContent.includes('Choose'))!.click();
    await eventually(() => expect(group.textContent).toContain('1 certificate'));
    expect(dialog().textContent).toContain('client certificate set, private CA: none');
    ctrlEnter();
    await eventually(() => expect(dialog().textContent).toContain('Enter the private key.'));
    expect(calls.map(([name]) => name)).toEqual(['app.pickText']);
  });

  it('takes a certificate and its key from one file, the key as a secret', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    const key = '-----BEGIN PRIVATE KEY-----\nMIIC\n-----END PRIVATE KEY-----\n';
    answers['app.pickText'] = () => ({
      ok: true,
      value: { name: 'both.pem', text: `${key}${certificate}\n` },
    });
    await open();
    await type(field('URL'), 'https://shop.example/orders');
    const group = dialog().querySelector('[role="group"][aria-label="Client certificate"]')!;
    [...group.querySelectorAll('button')].find((found) => found.textContent.includes('Choose'))!.click();
    await eventually(() => expect(dialog().textContent).toContain('set, not shown'));
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add')).toMatchObject({
      options: { tls: { certificate } },
      secrets: { privateKey: key },
    });
  });

  it('says for good that certificates are not checked', async () => {
    await open();
    const words = 'Certificates are not checked';
    expect(dialog().textContent).not.toContain(words);
    [...dialog().querySelectorAll('label')]
      .find((label) => label.textContent.includes('Verify certificates'))!
      .querySelector<HTMLElement>('[role="checkbox"]')!
      .click();
    await eventually(() => expect(dialog().textContent).toContain(words));
  });

  it('fills the fields from a curl command, with its secrets masked', async () => {
    await open();
    button('Paste curl').click();
    await eventually(() => expect(field('curl command')).not.toBeNull());
    await type(
      field('curl command'),
      `curl -k -u ada:pa55 -x proxy:3128 --cacert ca.pem https://llm.example/v1 -d '{"stream":true}' -H 'Content-Type: application/json'`,
    );
    button('Read').click();
    await eventually(() => expect(field('URL').value).toBe('https://llm.example/v1'));
    expect(field('Password')).toMatchObject({ type: 'password', value: 'pa55' });
    expect(field('Body').value).toBe('{"stream":true}');
    expect(dialog().textContent).toContain('Choose the file ca.pem for the private CA');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add')).toMatchObject({
      transports: ['sse'],
      headers: [],
      secrets: { password: 'pa55' },
      options: {
        method: 'POST',
        body: '{"stream":true}',
        bodyType: 'application/json',
        signIn: { kind: 'basic', username: 'ada' },
        tls: { insecure: true },
        proxy: { kind: 'manual', url: 'http://proxy:3128' },
      },
    });
  });

  it('sends a body of a type that is not in the list', async () => {
    await open();
    button('Paste curl').click();
    await eventually(() => expect(field('curl command')).not.toBeNull());
    await type(
      field('curl command'),
      `curl -X PATCH https://shop.example/e -H 'Content-Type: application/x-ndjson' -d '{}'`,
    );
    button('Read').click();
    await eventually(() => expect(field('Other type of the body').value).toBe('application/x-ndjson'));
    await type(field('Other type of the body'), 'application/vnd.shop+json');
    ctrlEnter();
    await eventually(() => expect(useApp().sourceDialog).toBeNull());
    expect(draft('sources.add').options).toMatchObject({
      method: 'PATCH',
      body: '{}',
      bodyType: 'application/vnd.shop+json',
    });
  });

  it('says what variables stand for, and which nobody has set', async () => {
    useEnvironments().take({
      chosen: 'e1',
      environments: [
        {
          id: 'e1',
          name: 'Staging',
          variables: [{ name: 'host', value: 'eu.example', secret: false, missing: false }],
        },
      ],
      processNames: ['ZONE'],
    });
    await open();
    await type(field('URL'), 'https://{{host}}/{{env.ZONE}}/{{tenant}}');
    const said = dialog().querySelector('.vars')!.textContent;
    expect(said).toContain('{{host}}eu.example');
    expect(said).toContain('{{env.ZONE}}from the process');
    expect(said).toContain('{{tenant}} is not set in Staging.');
  });
});
