import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnvironmentsDraft, EnvironmentsView } from '@shared/environment';
import { useToasts } from '@/stores/toasts';
import { useEnvironments } from '@/stores/environments';
import { environmentId, readProcessNames } from '@/views/settings/environment-rows';
import EnvironmentsSettings from '@/views/settings/EnvironmentsSettings.vue';
import { savedEnvironments } from '../../../support/stand-in/environments';

enableAutoUnmount(afterEach);

const VIEW: EnvironmentsView = {
  chosen: 'staging',
  environments: [
    {
      id: 'staging',
      name: 'Staging',
      variables: [
        { name: 'host', value: 'eu.example', secret: false, missing: false },
        { name: 'token', value: '••••4f9c', secret: true, missing: false },
      ],
    },
    { id: 'production', name: 'Production', variables: [] },
  ],
  processNames: ['HOME'],
};

let saved: EnvironmentsDraft[];
let refuse: boolean;
let page: VueWrapper;

beforeEach(() => {
  saved = [];
  refuse = false;
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call: (_name: string, draft: EnvironmentsDraft) => {
        if (refuse) {
          return Promise.resolve({
            ok: false,
            problem: { code: 'disk-full', message: 'The disk is full.', hint: 'Free some space.' },
          });
        }
        saved.push(structuredClone(draft));
        return Promise.resolve({ ok: true, value: savedEnvironments(useEnvironments().view, draft) });
      },
      on: () => () => undefined,
    },
  });
  useEnvironments().take(VIEW);
  page = mount(EnvironmentsSettings, { attachTo: document.body });
});

const all = (label: string): VueWrapper['element'][] =>
  [...document.querySelectorAll(`[aria-label="${label}"]`)] as never;
const input = (label: string, at = 0): HTMLInputElement => all(label)[at] as HTMLInputElement;
async function fill(element: HTMLInputElement, value: string): Promise<void> {
  element.value = value;
  element.dispatchEvent(new Event('input', { bubbles: true }));
  await flushPromises();
  element.dispatchEvent(new Event('change', { bubbles: true }));
  await flushPromises();
}

describe('the environments in the settings', () => {
  it('keep what is typed while the field before it is still being saved', async () => {
    const name = input('Name of the variable');
    name.value = 'server';
    name.dispatchEvent(new Event('input', { bubbles: true }));
    await flushPromises();
    name.dispatchEvent(new Event('change', { bubbles: true }));
    const value = input('Value of server');
    value.value = 'us.example';
    value.dispatchEvent(new Event('input', { bubbles: true }));
    await flushPromises();
    expect(saved).toHaveLength(1);
    expect(input('Value of server').value).toBe('us.example');
    input('Value of server').dispatchEvent(new Event('change', { bubbles: true }));
    await flushPromises();
    expect(saved).toHaveLength(2);
    expect(saved[1]!.environments[0]!.variables[0]).toEqual({
      name: 'server',
      secret: false,
      value: 'us.example',
    });
  });

  it('save a variable when its field is left, and leave stored secrets as they are', async () => {
    await fill(input('Value of host'), 'us.example');
    expect(saved).toHaveLength(1);
    expect(saved[0]!.environments[0]!.variables).toEqual([
      { name: 'host', secret: false, value: 'us.example' },
      { name: 'token', secret: true },
    ]);
  });

  it('show a secret as its mask only, also right after it was typed', async () => {
    expect(input('Value of token')).toMatchObject({ type: 'password', value: '', placeholder: '••••4f9c' });
    await fill(input('Value of token'), 'a-much-longer-token');
    expect(saved[0]!.environments[0]!.variables[1]).toEqual({
      name: 'token',
      secret: true,
      value: 'a-much-longer-token',
    });
    expect(input('Value of token')).toMatchObject({ value: '', placeholder: '••••oken' });
    expect(document.body.innerHTML).not.toContain('a-much-longer-token');
  });

  it('save nothing while a row is wrong, and say why', async () => {
    await fill(input('Name of the variable', 1), 'host');
    expect(page.text()).toContain('There is another variable named host.');
    await fill(input('Name of the variable', 1), '1st');
    expect(page.text()).toContain('"1st" is no name: a letter first');
    await fill(input('Name of the variable', 1), 'key');
    expect(page.text()).toContain('Enter the value of key: the stored one belongs to token.');
    expect(saved).toEqual([]);
  });

  it('ask for a stored secret again before it becomes visible', async () => {
    (all('Keep token secret')[0] as HTMLElement).click();
    await flushPromises();
    expect(page.text()).toContain('A stored secret is never shown.');
    expect(saved).toEqual([]);
  });

  it('keep what was typed when saving is refused, and say so', async () => {
    refuse = true;
    await fill(input('Value of host'), 'us.example');
    expect(page.text()).toContain('The disk is full. Free some space.');
    expect(input('Value of host').value).toBe('us.example');
  });

  it('add an environment under a free name', async () => {
    [...document.querySelectorAll('button')]
      .find((button) => button.textContent.includes('Add environment'))!
      .click();
    await flushPromises();
    expect(saved[0]!.environments.map(({ id, name }) => [id, name])).toEqual([
      ['staging', 'Staging'],
      ['production', 'Production'],
      ['local', 'Local'],
    ]);
    expect(saved[0]!.chosen).toBe('staging');
  });

  it('remove an environment at once, and put it back where it was by Undo', async () => {
    (all('Remove Production')[0] as HTMLElement).click();
    await flushPromises();
    expect(saved.at(-1)!.environments.map(({ id }) => id)).toEqual(['staging']);
    (all('Remove Staging')[0] as HTMLElement).click();
    await flushPromises();
    expect(document.querySelector('[role="dialog"]')).toBeNull();
    expect(saved.at(-1)!.chosen).toBeNull();
    const before = saved.at(-1)!.environments;
    const toast = useToasts().toasts.at(-1)!;
    expect(toast).toMatchObject({ title: 'Staging removed.', stayMs: 8_000 });
    toast.action!.run();
    await flushPromises();
    expect(saved.at(-1)!.chosen).toBe('staging');
    expect(saved.at(-1)!.environments.map(({ id }) => id)).toEqual([
      'staging',
      ...before.map(({ id }) => id),
    ]);
    // A stored secret is left out: the main process has it still.
    const secrets = saved.at(-1)!.environments[0]!.variables.filter(({ secret }) => secret);
    expect(secrets.every((variable) => !('value' in variable))).toBe(true);
  });

  it('remove a variable at once, and put it back where it was by Undo, with its stored secret', async () => {
    (all('Remove token')[0] as HTMLElement).click();
    await flushPromises();
    expect(saved.at(-1)!.environments[0]!.variables.map(({ name }) => name)).toEqual(['host']);
    (all('Remove host')[0] as HTMLElement).click();
    await flushPromises();
    expect(saved.at(-1)!.environments[0]!.variables).toEqual([]);
    const toasts = useToasts().toasts;
    expect(toasts.map(({ title, stayMs }) => [title, stayMs])).toEqual([
      ['token removed from Staging.', 8_000],
      ['host removed from Staging.', 8_000],
    ]);
    // What is being typed elsewhere stays.
    const name = input('Name of the environment');
    name.value = 'Staging EU';
    name.dispatchEvent(new Event('input', { bubbles: true }));
    toasts[0]!.action!.run();
    await flushPromises();
    expect(saved.at(-1)!.environments[0]!.variables).toEqual([{ name: 'token', secret: true }]);
    toasts[1]!.action!.run();
    await flushPromises();
    const variables = [
      { name: 'host', secret: false, value: 'eu.example' },
      { name: 'token', secret: true },
    ];
    expect(saved.at(-1)!.environments[0]!.variables).toEqual(variables);
    name.dispatchEvent(new Event('change', { bubbles: true }));
    await flushPromises();
    expect(saved.at(-1)!.environments[0]).toEqual({ id: 'staging', name: 'Staging EU', variables });
  });

  it('offer nothing for a variable that was renamed', async () => {
    await fill(input('Name of the variable'), 'server');
    expect(saved).toHaveLength(1);
    expect(useToasts().toasts).toEqual([]);
  });

  it('let in variables of the process by name only', async () => {
    await fill(input('Environment variables let in'), 'HOME, DEPLOY_HOST');
    expect(saved[0]!.processNames).toEqual(['HOME', 'DEPLOY_HOST']);
    expect(readProcessNames('A=1')).toBe('"A=1" is no name of a variable.');
  });

  it('give ids that can be read, each once', () => {
    expect(environmentId('Staging', VIEW)).toBe('staging-2');
    expect(environmentId('EU / West', VIEW)).toBe('eu-west');
    expect(environmentId('測試', VIEW)).toBe('environment');
  });
});
