import { useEventListener } from '@vueuse/core';
import { ref, type Ref } from 'vue';
import { isTextField } from '../../actions/key-of';
import { t } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { useToasts } from '../../stores/toasts';
import { sourceTextOf } from '../source-dialog/source-text';
import { carriesFiles } from './dropped-files';

/** A drag of this window's own (a row, a column) carries a type of its own beside its text. */
const OWN = /^application\/x-streamgauge/u;

/**
 * Takes addresses and curl commands that are dropped onto the window, or pasted outside of fields: the dialog of a new source
 * opens with them. A dialog that is open already keeps all to itself.
 *
 * @returns whether such a text hovers over the window now
 */
export function useSourceDrops(): { readonly over: Ref<boolean> } {
  const app = useApp();
  const toasts = useToasts();
  const over = ref(false);
  const isBusy = (): boolean => document.querySelector('[role="dialog"]') !== null;

  /** False when the text is nothing for a source. */
  function take(text: string): boolean {
    const read = sourceTextOf(text);
    if (!read) return false;
    if (read.kind === 'bad') {
      const { message, hint } = read.problem;
      toasts.show({ level: 'warning', title: message, ...(hint !== undefined && { body: hint }) });
    } else app.addSourceFrom(text);
    return true;
  }

  useEventListener(window, 'paste', (event: ClipboardEvent) => {
    const target = event.composedPath()[0] ?? event.target;
    if (event.defaultPrevented || isTextField(target) || isBusy()) return;
    if (take(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  });

  const carriesText = (event: DragEvent): boolean => {
    const types = event.dataTransfer?.types ?? [];
    const isText = types.includes('text/uri-list') || types.includes('text/plain');
    return isText && !carriesFiles(event) && !types.some((type) => OWN.test(type)) && !isFromHere;
  };
  /** What is dragged from this window, such as marked text, stays what it is. */
  let isFromHere = false;
  useEventListener(window, 'dragstart', () => (isFromHere = true));
  useEventListener(window, 'dragend', () => (isFromHere = false));
  const hover = (event: DragEvent): void => {
    if (!carriesText(event) || isTextField(event.target) || isBusy()) return;
    event.preventDefault();
    over.value = true;
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  };
  useEventListener(window, 'dragenter', hover);
  useEventListener(window, 'dragover', hover);
  useEventListener(window, 'dragleave', (event: DragEvent) => {
    // Nothing is entered when the pointer leaves the window.
    if (event.relatedTarget === null) over.value = false;
  });
  useEventListener(window, 'drop', (event: DragEvent) => {
    over.value = false;
    if (!carriesText(event) || isTextField(event.target) || isBusy()) return;
    event.preventDefault();
    const { dataTransfer } = event;
    // A link says its address in both; a command is text alone.
    const texts = [dataTransfer?.getData('text/plain') ?? '', dataTransfer?.getData('text/uri-list') ?? ''];
    if (!texts.some(take)) toasts.show({ level: 'info', title: t('palette.drop.nothing') });
  });
  return { over };
}
