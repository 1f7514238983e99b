import { useMediaQuery } from '@vueuse/core';
import { nextTick, ref, watch, type Ref } from 'vue';

export interface OverPanel<Name extends string> {
  /** The side panel that lies over the middle, in a window too narrow for all; null for none. */
  readonly over: Ref<Name | null>;
  /** Shows one and moves the focus into it. */
  open(name: Name): Promise<void>;
  /** Puts it away and gives the focus back to what opened it. */
  close(): Promise<void>;
  /** For Esc inside a panel. */
  escape(event: KeyboardEvent): void;
}

/** Side panels that lie over the middle on request, where the style sheet folds them away. */
export function useOverPanel<Name extends string>(
  panelOf: (name: Name) => HTMLElement | null,
): OverPanel<Name> {
  const over = ref<Name | null>(null) as Ref<Name | null>;
  let opener: Element | null = null;

  async function open(name: Name): Promise<void> {
    opener = document.activeElement;
    over.value = name;
    await nextTick();
    panelOf(name)?.querySelector<HTMLElement>('input, [role="switch"]')?.focus();
  }
  async function close(): Promise<void> {
    if (over.value === null) return;
    over.value = null;
    // Until then its opener is inert.
    await nextTick();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  }
  function escape(event: KeyboardEvent): void {
    // In the editor Esc is the way out of the field.
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest('.cm-editor')) return;
    void close();
  }
  // What lay over the middle has a place of its own again.
  watch([useMediaQuery('(max-width: 1199px)'), useMediaQuery('(max-width: 899px)')], close);
  return { over, open, close, escape };
}
