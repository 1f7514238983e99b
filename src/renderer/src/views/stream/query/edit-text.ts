/**
 * Replaces a part of a text field the way typing does, so that undo takes it back: `execCommand` is the only way to
 * that in a field. Where it does nothing (no focus, no such command) the text is set, and `input` is sent all the same.
 */
export function replaceText(field: HTMLInputElement, from: number, to: number, insert: string): void {
  const wanted = field.value.slice(0, from) + insert + field.value.slice(to);
  if (wanted === field.value) return field.setSelectionRange(from + insert.length, from + insert.length);
  field.setSelectionRange(from, to);
  const typed =
    field.ownerDocument.activeElement === field &&
    typeof document.execCommand === 'function' &&
    document.execCommand(insert === '' ? 'delete' : 'insertText', false, insert);
  if (typed && field.value === wanted) return;
  field.value = wanted;
  field.setSelectionRange(from + insert.length, from + insert.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
