import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toProblem } from '@shared/errors';
import type { Level } from '@shared/notification';
import { worded } from '../i18n/i18n';

export interface Toast {
  readonly id: number;
  readonly level: Level;
  readonly title: string;
  readonly body?: string;
  readonly action?: { readonly label: string; run(): void };
  /** ms until it goes by itself; 0 stays until it is dismissed. */
  readonly stayMs: number;
}

const MAX_TOASTS = 4;

/** Short messages about things that happen elsewhere. Errors stay until they are dismissed. */
export const useToasts = defineStore('toasts', () => {
  const toasts = shallowRef<readonly Toast[]>([]);
  const nextId = ref(1);

  function show(toast: Omit<Toast, 'id' | 'stayMs'> & { stayMs?: number }): void {
    const stayMs = toast.stayMs ?? (toast.level === 'error' ? 0 : 6_000);
    // The same message again replaces the one on the screen: a call that fails in a loop must not fill the corner.
    const others = toasts.value.filter((t) => t.title !== toast.title || t.body !== toast.body);
    toasts.value = [...others, { ...toast, stayMs, id: nextId.value++ }].slice(-MAX_TOASTS);
  }
  function dismiss(id: number): void {
    toasts.value = toasts.value.filter((toast) => toast.id !== id);
  }
  /** Shows what a failed call said. */
  function fail(error: unknown): void {
    const problem = toProblem(error);
    const title = worded(problem.message);
    show({ level: 'error', title, ...(problem.hint ? { body: worded(problem.hint) } : {}) });
  }
  return { toasts, show, dismiss, fail };
});
