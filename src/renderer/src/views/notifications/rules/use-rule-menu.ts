import { computed, shallowRef, type ComputedRef } from 'vue';
import type { RuleView } from '@shared/rule';
import { useRuleEditing } from '../../../stores/rule-editing';
import type { MenuEntry } from '../../../ui/menu-entry';
import { ruleMenu } from './rule-menu';

/** What the menu has done by others. */
export interface RuleDeeds {
  enable(rule: RuleView, on: boolean): void;
  remove(rule: RuleView): void;
}

/** One menu for all rules: it is about the one that was pressed, or that has the focus. */
export function useRuleMenu(
  rules: () => readonly RuleView[],
  isFull: () => boolean,
  deeds: RuleDeeds,
): {
  readonly entries: ComputedRef<MenuEntry[]>;
  /** Listens in the capture phase, before the menu opens. */
  onContextMenu(event: MouseEvent): void;
  choose(id: string): void;
} {
  const editing = useRuleEditing();
  const id = shallowRef<string | null>(null);
  // The rules may change while the menu shows.
  const about = computed(() => rules().find((rule) => rule.id === id.value) ?? null);
  const entries = computed(() => (about.value === null ? [] : ruleMenu(about.value, isFull())));

  function onContextMenu({ target }: MouseEvent): void {
    const card = target instanceof Element ? target.closest<HTMLElement>('[data-rule]') : null;
    id.value = card?.dataset['rule'] ?? null;
  }
  function choose(chosen: string): void {
    const rule = about.value;
    if (rule === null) return;
    if (chosen === 'edit') editing.change(rule);
    else if (chosen === 'duplicate') editing.createLike(rule);
    else if (chosen === 'switch') deeds.enable(rule, !rule.enabled);
    else if (chosen === 'remove') deeds.remove(rule);
  }
  return { entries, onContextMenu, choose };
}
