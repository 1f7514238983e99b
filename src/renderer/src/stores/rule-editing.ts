import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { NotificationItem } from '@shared/notification';
import type { RuleDraft, RuleView } from '@shared/rule';
import { t } from '../i18n/i18n';
import { itemDraft, queryDraft } from '../views/notifications/rules/rule-drafts';
import { emptyForm, formOf, type RuleForm } from '../views/notifications/rules/rule-form';
import { useToasts } from './toasts';

/** As in the schema of rules. */
const MAX_NAME = 80;

/** A rule that is being edited. */
export interface RuleEdit {
  /** Null for a new one. */
  readonly id: string | null;
  /** What the editor starts with. */
  readonly form: RuleForm;
  /** It is not what is kept: closing the editor would lose something. */
  readonly changed: boolean;
}

/** The editor of rules, which can be opened from anywhere in the window. */
export const useRuleEditing = defineStore('rule-editing', () => {
  const toasts = useToasts();
  /** Null while the editor is closed. */
  const edit = shallowRef<RuleEdit | null>(null);

  const open = (form: RuleForm): void => void (edit.value = { id: null, form, changed: false });
  const create = (draft?: RuleDraft): void => open(draft ? formOf(draft) : emptyForm());
  /** "Alert me about this query". */
  const createFromQuery = (query: string): void => create(queryDraft(query));
  /** "New rule from this". */
  const createFromItem = (item: NotificationItem): void => create(itemDraft(item));
  /** A new rule that says the same under another name; its secret is not copied. */
  const createLike = (rule: RuleView): void => {
    const name = t('notifications.rules.card.copyOf', { name: rule.name }).slice(0, MAX_NAME);
    open({ ...formOf(rule), name, hasSecret: false });
  };
  function change(rule: RuleView): void {
    edit.value = { id: rule.id, form: formOf(rule), changed: false };
  }
  function close(): void {
    edit.value = null;
  }
  /** Closes the editor for a look at something else. A toast leads back, with nothing lost. */
  function setAside(form: RuleForm, changed: boolean): void {
    const { id } = edit.value ?? { id: null };
    edit.value = null;
    const back = (): void => void (edit.value ??= { id, form, changed });
    toasts.show({
      level: 'info',
      title: t('notifications.rules.setAside'),
      stayMs: 0,
      action: { label: t('notifications.rules.back'), run: back },
    });
  }
  return { edit, create, createFromQuery, createFromItem, createLike, change, close, setAside };
});
