import { nextTick } from 'vue';

/** Puts the focus into a field of the dialog, by its `data-field`. */
export async function focusField(name: string): Promise<void> {
  await nextTick();
  document.querySelector<HTMLElement>(`.dlg [data-field="${name}"]`)?.focus();
}

/** Puts the focus where the dialog would have had it when it opened with what it shows now. */
export async function focusStart(): Promise<void> {
  await nextTick();
  document.querySelector<HTMLElement>('.dlg [data-autofocus]')?.focus();
}

/** Has a field begin with the beginning of what it holds: an address begins with where it leads. */
export async function showBeginning(name: string): Promise<void> {
  await nextTick();
  const field = document.querySelector<HTMLInputElement>(`.dlg [data-field="${name}"]`);
  field?.setSelectionRange(0, 0);
  field?.scrollTo({ left: 0 });
}

/** Goes to the first thing that is wrong, also where it is folded away. False when nothing is. */
export function goToWrong(): boolean {
  const wrong = document.querySelector<HTMLElement>('.dlg .form [aria-invalid="true"], .dlg .form .is-err');
  const folded = wrong?.closest('details');
  if (folded) folded.open = true;
  wrong?.focus();
  wrong?.scrollIntoView({ block: 'nearest' });
  return wrong !== null;
}
