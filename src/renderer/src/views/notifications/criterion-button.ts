import { hasMainModifier } from '../../ui/key-words';
import { isChosen, withAlso, withOnly, type InboxCriterion, type InboxFilter } from './inbox-filter';

/**
 * How the button of a criterion is drawn, and what it does: a click leaves only that of its list, with Ctrl it comes in
 * addition; what is chosen in other lists stays.
 */
export function criterionButton(
  chosen: InboxFilter,
  criterion: InboxCriterion,
  choose: (filter: InboxFilter) => void,
): Record<string, unknown> {
  return {
    type: 'button',
    class: { 'is-on': isChosen(chosen, criterion) },
    'aria-pressed': isChosen(chosen, criterion),
    onClick: (event: MouseEvent) =>
      choose(hasMainModifier(event) ? withAlso(chosen, criterion) : withOnly(chosen, criterion)),
    // Browsers press a button with Enter alone.
    onKeydown: (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !hasMainModifier(event)) return;
      event.preventDefault();
      event.stopPropagation();
      choose(withAlso(chosen, criterion));
    },
  };
}
