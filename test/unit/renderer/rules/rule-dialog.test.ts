import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RuleDraft, RuleTest } from '@shared/rule';
import { useApp } from '@/stores/app';
import { useFeed } from '@/stores/feed';
import { useRuleEditing } from '@/stores/rule-editing';
import { useRules } from '@/stores/rules';
import { useToasts } from '@/stores/toasts';
import RuleDialog from '@/views/notifications/rules/RuleDialog.vue';
import { eventually } from '../../../support/eventually';
import { aRule } from './a-rule';

enableAutoUnmount(afterEach);

let calls: [name: string, argument: unknown][];
let answers: Record<string, unknown>;

beforeEach(() => {
  calls = [];
  answers = { 'history.fields': { fields: [] } };
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call(name: string, argument: unknown) {
        calls.push([name, structuredClone(argument)]);
        const value = answers[name];
        return Promise.resolve(
          value instanceof Error
            ? { ok: false, problem: { code: 'refused', message: value.message } }
            : { ok: true, value: value ?? null },
        );
      },
      on: () => () => undefined,
    },
  });
});

async function open(): Promise<void> {
  mount(RuleDialog, { attachTo: document.body });
  await eventually(() => expect(document.querySelector('.rule-d')).not.toBeNull());
}
const called = (name: string): unknown[] => calls.filter(([one]) => one === name).map(([, given]) => given);
const field = (label: string): HTMLInputElement =>
  [...document.querySelectorAll('input')].find(
    (input) => input.getAttribute('aria-label') === label || input.labels?.[0]?.textContent.trim() === label,
  )!;
async function fill(label: string, text: string): Promise<void> {
  const input = field(label);
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await flushPromises();
}
async function press(name: string): Promise<void> {
  const button = [...document.querySelectorAll('button')].find((one) =>
    (one.getAttribute('aria-label') ?? one.textContent).trim().startsWith(name),
  );
  button!.click();
  await flushPromises();
}
async function ctrlEnter(): Promise<void> {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, cancelable: true }));
  await flushPromises();
}
const text = (): string => document.querySelector('[role="dialog"]')!.textContent;
const tested = (part: Partial<RuleTest>): RuleTest => ({
  lookedMs: 3_600_000,
  matches: 0,
  alerts: 0,
  examples: [],
  problem: null,
  ...part,
});

describe('the editor of a rule', () => {
  it('says beside each field what is missing, and saves with Ctrl Enter once nothing is', async () => {
    useRuleEditing().create();
    await open();
    await ctrlEnter();
    expect(text()).toContain('A rule needs a name.');
    expect(text()).toContain('Write a query');
    expect(called('rules.add')).toEqual([]);

    await fill('Name', 'Failed payments');
    await fill('Query of the rule', 'type:payment.failed');
    await ctrlEnter();
    expect(called('rules.add')).toMatchObject([
      {
        name: 'Failed payments',
        when: { kind: 'event', query: 'type:payment.failed', sources: [] },
        then: [{ do: 'inbox', level: 'warning', priority: 'normal' }, { do: 'desktop' }],
      },
    ]);
    expect(useRuleEditing().edit).toBeNull();
  });

  it('keeps a stored secret unless another one is typed', async () => {
    const then = [{ do: 'webhook' as const, url: 'https://a.example/', signed: true }];
    useRuleEditing().change(aRule({ then, hasSecret: true }));
    await open();
    expect(field('Secret that signs it').value).toBe('');
    await ctrlEnter();
    expect(called('rules.update')).toMatchObject([{ id: 'errors', draft: { secret: null } }]);
  });

  it('says that the secret is removed with the signature, and brings it back', async () => {
    answers['rules.update'] = true;
    const then = [{ do: 'webhook' as const, url: 'https://a.example/', signed: true }];
    useRuleEditing().change(aRule({ then, hasSecret: true }));
    await open();
    document.querySelector<HTMLElement>('[data-action="webhook"] .cb')!.click();
    await flushPromises();
    await ctrlEnter();
    const [toast] = useToasts().toasts;
    expect(toast!.title).toBe(`The secret of ${aRule().name} is removed.`);
    toast!.action!.run();
    expect(called('rules.restore')).toEqual(['errors']);
  });

  it('shows what the main process refuses, and stays', async () => {
    answers['rules.update'] = new Error('This rule is not there any more.');
    useRuleEditing().change(aRule());
    await open();
    await fill('Name', 'Other');
    await ctrlEnter();
    expect(text()).toContain('This rule is not there any more.');
    expect(useRuleEditing().edit).not.toBeNull();
  });

  it('tells what the rule would have done, and forgets it when the rule changes', async () => {
    answers['rules.test'] = tested({
      matches: 318,
      alerts: 6,
      lookedMs: 600_000,
      examples: [{ seq: 7, at: 1_000, sourceId: 'orders', text: 'Card declined' }],
    });
    useRuleEditing().change(aRule());
    await open();
    await press('Test');
    const draft = called('rules.test')[0] as RuleDraft;
    expect(draft.when).toEqual({ kind: 'event', query: 'level:error', sources: [] });
    expect(text()).toContain('318matches');
    expect(text()).toContain('6alerts');
    expect(text()).toContain('Only the last 10 min could be looked at.');
    expect(text()).toContain('Card declined');

    await fill('Query of the rule', 'level:warning');
    expect(text()).not.toContain('318matches');
  });

  it('leads from an example to its event, with a way back that loses nothing', async () => {
    answers['rules.test'] = tested({
      matches: 1,
      examples: [{ seq: 7, at: 1_000, sourceId: 'orders', text: 'Card declined' }],
    });
    const editing = useRuleEditing();
    editing.change(aRule());
    await open();
    await fill('Name', 'Half written');
    await press('Test');
    useFeed().reveal = (seq) => Promise.resolve(seq === 7);
    document.querySelector<HTMLElement>('.ex')!.click();
    await eventually(() => expect(editing.edit).toBeNull());
    expect(useApp().view).toBe('stream');

    useToasts().toasts[0]!.action!.run();
    expect(editing.edit).toMatchObject({ id: 'errors', form: { name: 'Half written' }, changed: true });
  });

  it('tries the actions of a rule that waits for nothing yet', async () => {
    answers['rules.tryActions'] = [{ code: 'webhook-failed', message: 'It answered 503.' }];
    useRuleEditing().create();
    await open();
    await press('Try actions now');
    expect(called('rules.tryActions')).toMatchObject([
      { id: null, draft: { then: [{ do: 'inbox' }, { do: 'desktop' }] } },
    ]);
    expect(text()).toContain('It answered 503.');
  });

  it('asks before it throws something away', async () => {
    const editing = useRuleEditing();
    editing.change(aRule());
    await open();
    await fill('Name', 'Other');
    await press('Cancel');
    expect(text()).toContain('Discard');
    expect(editing.edit).not.toBeNull();
    await press('Keep');
    await fill('Name', 'Errors reach me');
    await press('Cancel');
    expect(editing.edit).toBeNull();
  });

  it('removes the rule, and offers to bring it back', async () => {
    useRules().take({ rules: [aRule()], collapsed: 0 });
    useRuleEditing().change(aRule());
    await open();
    await press('Remove');
    expect(called('rules.remove')).toEqual(['errors']);
    const [toast] = useToasts().toasts;
    expect(toast!.title).toContain('Errors reach me');
    toast!.action!.run();
    expect(called('rules.restore')).toEqual(['errors']);
  });
});
