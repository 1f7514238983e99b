import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as v from 'valibot';
import { tokenDraftSchema, type TokenDraft } from '@shared/hub';
import TokenDialog from '@/views/server/TokenDialog.vue';
import { tokenDraft } from '@/views/server/token-form';

enableAutoUnmount(afterEach);
const form = { name: ' web-dev ', scopes: ['subscribe'] as const, channels: '' };

describe('a new token', () => {
  it('is good for all channels unless some are named', () => {
    expect(tokenDraft(form)).toEqual({
      draft: { name: 'web-dev', scopes: ['subscribe'], channels: ['**'] },
    });
    expect(tokenDraft({ ...form, channels: 'orders/**, user:42:*,\norders/**' })).toEqual({
      draft: { name: 'web-dev', scopes: ['subscribe'], channels: ['orders/**', 'user:42:*'] },
    });
  });

  it('is one that the hub takes, or refused with a sentence each', () => {
    const good = tokenDraft({ ...form, name: 'n'.repeat(64) });
    expect('draft' in good && v.safeParse(tokenDraftSchema, good.draft).success).toBe(true);
    expect(tokenDraft({ name: ' ', scopes: [], channels: 'a b' })).toEqual({
      problems: {
        name: 'A token needs a name.',
        scopes: 'Tick at least one.',
        channels: expect.stringContaining('forbidden') as string,
      },
    });
    expect(tokenDraft({ ...form, name: 'n'.repeat(65) })).toHaveProperty('problems.name');
  });
});

describe('the dialog for a token', () => {
  const dialog = (create: (draft: TokenDraft) => Promise<{ id: string; token: string }>): void =>
    void mount(TokenDialog, { props: { create }, attachTo: document.body });
  const buttonNamed = (name: string): HTMLButtonElement =>
    [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === name)!;
  const type = async (name: string): Promise<void> => {
    const input = document.querySelector<HTMLInputElement>('input[placeholder="web-dev"]')!;
    input.value = name;
    input.dispatchEvent(new Event('input'));
    document.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await flushPromises();
  };

  it('shows the secret this once, ready to be copied', async () => {
    const create = vi.fn().mockResolvedValue({ id: 't1', token: 'sg_secret' });
    dialog(create);
    await flushPromises();
    await type('ci');
    expect(create).toHaveBeenCalledWith({ name: 'ci', scopes: ['subscribe'], channels: ['**'] });
    const secret = document.querySelector<HTMLInputElement>('input[readonly]')!;
    expect(secret.value).toBe('sg_secret');
    expect(document.activeElement).toBe(secret);
    expect(document.body.textContent).toContain('Copy it now.');
    expect(buttonNamed('Done')).toBeDefined();
  });

  it('asks for a name before it makes one', async () => {
    const create = vi.fn();
    dialog(create);
    await flushPromises();
    await type('');
    expect(create).not.toHaveBeenCalled();
    expect(document.body.textContent).toContain('A token needs a name.');
  });
});
