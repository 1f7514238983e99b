import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RuleView } from '@shared/rule';
import { useApp } from '@/stores/app';
import { useRuleEditing } from '@/stores/rule-editing';
import { useRules } from '@/stores/rules';
import { useToasts } from '@/stores/toasts';
import RulesPanel from '@/views/notifications/rules/RulesPanel.vue';
import { useRuleFiles } from '@/views/notifications/rules/use-rule-files';
import { eventually } from '../../../support/eventually';
import { chooseIn, menuOf } from '../context-menu';
import { aRule } from './a-rule';

enableAutoUnmount(afterEach);

let calls: [name: string, argument: unknown][];
let answers: Record<string, unknown>;

beforeEach(() => {
  calls = [];
  answers = { 'history.count': { events: 318, sources: [] } };
  setActivePinia(createPinia());
  Object.defineProperty(window, 'streamgauge', {
    configurable: true,
    value: {
      call(name: string, argument: unknown) {
        calls.push([name, structuredClone(argument)]);
        const value = name === 'settings.save' ? argument : answers[name];
        return Promise.resolve({ ok: true, value: value ?? null });
      },
      on: () => () => undefined,
    },
  });
});

function open(rules: readonly RuleView[]): VueWrapper {
  useRules().take({ rules, collapsed: 0 });
  return mount(RulesPanel, { attachTo: document.body });
}
const called = (name: string): unknown[] => calls.filter(([one]) => one === name).map(([, given]) => given);

describe('the rules beside the inbox', () => {
  it('can be begun with one click where there is none', async () => {
    const panel = open([]);
    await panel.findAll('.ready')[0]!.trigger('click');
    expect(called('rules.add')).toMatchObject([
      { name: 'Errors reach me', when: { kind: 'event', query: 'level:error' }, enabled: true },
    ]);
  });

  it('say what they wait for, what they do, and how much they match', async () => {
    const panel = open([aRule()]);
    const card = panel.get('.rule');
    expect(card.get('.when').text()).toBe('level:error');
    expect(card.find('.q-field').text()).toBe('level');
    expect(card.get('.then').text()).toBe('Inbox');
    await eventually(() => expect(card.text()).toContain('Not fired today. Matches 318 stored.'));
    expect(called('history.count')).toMatchObject([{ query: 'level:error', sources: [] }]);
  });

  it('say what keeps one from working instead', () => {
    const panel = open([aRule({ problem: { code: 'x', message: 'The recording is gone.' } })]);
    expect(panel.get('.rule').text()).toContain('The recording is gone.');
    expect(panel.get('.rule').text()).not.toContain('Not fired');
  });

  it('show names of streams only as text that cannot lie', () => {
    const panel = open([aRule({ name: 'a\u202eb' })]);
    expect(panel.get('h3').text()).toBe('a‹202E›b');
  });

  it('are switched and edited where they stand', async () => {
    const panel = open([aRule()]);
    await panel.get('.rule [role="switch"]').trigger('click');
    expect(called('rules.enable')).toEqual([{ id: 'errors', enabled: false }]);
    await panel.get('[aria-label="Edit the rule Errors reach me"]').trigger('click');
    expect(useRuleEditing().edit).toMatchObject({ id: 'errors', form: { name: 'Errors reach me' } });
  });

  it('have a menu: to edit, to make one like it, to switch and to remove, with a way back', async () => {
    const panel = open([aRule({ hasSecret: true })]);
    const card = panel.get('.rule').element;
    const isClosed = (): Promise<void> =>
      eventually(() => expect(document.querySelector('[role=menu]')).toBeNull());
    expect(await menuOf(card)).toEqual(['Edit', 'Duplicate', 'Switch off', 'Remove']);
    await chooseIn(card, 'Duplicate');
    expect(useRuleEditing().edit).toMatchObject({
      id: null,
      form: { name: 'Errors reach me (copy)', query: 'level:error', hasSecret: false },
    });
    await isClosed();
    await chooseIn(card, 'Switch off');
    expect(called('rules.enable')).toEqual([{ id: 'errors', enabled: false }]);
    await isClosed();
    await chooseIn(card, 'Remove');
    await eventually(() => expect(useToasts().toasts[0]?.title).toBe('Rule Errors reach me removed.'));
    useToasts().toasts[0]!.action!.run();
    expect(called('rules.restore')).toEqual(['errors']);
  });

  it('come from a file switched off, with what was left out', async () => {
    answers['rules.import'] = { added: 2, problems: ['Rule 3 was left out: name is missing.'] };
    await useRuleFiles().importRules();
    const [toast] = useToasts().toasts;
    expect(toast).toMatchObject({ level: 'warning', title: '2 rules imported.' });
    expect(toast!.body).toContain('They are switched off.');
    expect(toast!.body).toContain('Rule 3 was left out: name is missing.');
  });

  it('stand below quiet hours that say when they are now, and until when', async () => {
    vi.useFakeTimers({
      toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
      now: new Date(2026, 4, 4, 21, 59, 58),
    });
    onTestFinished(() => void vi.useRealTimers());
    const panel = open([]);
    const hours = (): string => panel.get('.dlv .link').text();
    await panel.get('[role="switch"][aria-label="Quiet hours"]').trigger('click');
    await vi.advanceTimersByTimeAsync(0);
    expect(hours()).toBe('22:00 to 07:00');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hours()).toBe('Now, until 07:00');
    expect(panel.get('.dlv .link').attributes('aria-label')).toBe('Quiet hours Now, until 07:00, change');
  });

  it('stand below the delivery, which is saved at once', async () => {
    const panel = open([]);
    await panel.get('[role="switch"][aria-label="Quiet hours"]').trigger('click');
    await flushPromises();
    expect(called('settings.save')).toMatchObject([
      { notifications: { quietHours: { on: true, from: '22:00', to: '07:00' }, desktop: true } },
    ]);
    await panel.get('.dlv .link').trigger('click');
    expect(useApp()).toMatchObject({ view: 'settings', settingsSection: 'notifications' });
  });
});
