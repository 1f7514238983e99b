import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Problem } from '@shared/errors';
import type { RuleDraft, RuleTest, RuleView, RulesImported, RulesState } from '@shared/rule';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { visibleExcerpt } from '../ui/visible-text';
import { useToasts } from './toasts';

/** How long a removed rule, or the secret of one, can be brought back, ms (DESIGN section 6). */
const UNDO_MS = 8_000;

/** The rules a person made, each with what became of it. */
export const useRules = defineStore('rules', () => {
  const toasts = useToasts();
  const state = shallowRef<RulesState>({ rules: [], collapsed: 0 });
  function take(value: RulesState): void {
    state.value = value;
  }

  /** The answer is the new rule's id. @throws StreamgaugeError as `call` */
  const add = (draft: RuleDraft): Promise<string> => call('rules.add', draft);
  /** @throws StreamgaugeError as `call` */
  const enable = (id: string, enabled: boolean): Promise<void> => call('rules.enable', { id, enabled });
  /** What it would have done in the last hour of the history. @throws StreamgaugeError as `call` */
  const test = (draft: RuleDraft): Promise<RuleTest> => call('rules.test', draft);
  /** Does what it does, once; the problems of what failed. @throws StreamgaugeError as `call` */
  const tryActions = (id: string | null, draft: RuleDraft): Promise<readonly Problem[]> =>
    call('rules.tryActions', { id, draft });
  /** Asks where to; the path, null when the person thought better of it. @throws StreamgaugeError as `call` */
  const exportFile = (): Promise<string | null> => call('rules.export');
  /** Asks for a file; null when the person thought better of it. @throws StreamgaugeError as `call` */
  const importFile = (): Promise<RulesImported | null> => call('rules.import');

  function offer(id: string, title: string, body?: string): void {
    toasts.show({
      level: 'info',
      title,
      ...(body !== undefined && { body }),
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void call('rules.restore', id).catch(toasts.fail) },
    });
  }
  /** Removes a rule, and offers for a while to bring it back. @throws StreamgaugeError as `call` */
  async function remove({ id, name }: Pick<RuleView, 'id' | 'name'>): Promise<void> {
    await call('rules.remove', id);
    offer(id, t('notifications.rules.removed', { name: visibleExcerpt(name, 80) }));
  }
  /** Offers for a while to bring back the secret that a rule lets go with it. @throws StreamgaugeError as `call` */
  async function update(id: string, draft: RuleDraft): Promise<void> {
    if (!(await call('rules.update', { id, draft }))) return;
    const title = t('notifications.rules.secretGone', { name: visibleExcerpt(draft.name, 80) });
    offer(id, title, t('notifications.rules.secretGoneWhy'));
  }
  return { state, take, add, update, enable, remove, test, tryActions, exportFile, importFile };
});
