import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { DiagnosticsPreview } from '@shared/diagnostics';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { useToasts } from './toasts';

/** The diagnostic bundle, which is looked at before it is written. */
export const useDiagnostics = defineStore('diagnostics', () => {
  const toasts = useToasts();
  const isOpen = ref(false);
  /** What it would hold; null while nobody looks, and while it is put together, which full logs take seconds for. */
  const preview = shallowRef<DiagnosticsPreview | null>(null);
  const busy = ref(false);

  /** Puts it together and shows what is in it. @throws StreamgaugeError */
  async function look(): Promise<void> {
    isOpen.value = true;
    // What was called off is still put together: it is taken after all.
    if (busy.value) return;
    try {
      await working(async () => {
        const made = await call('app.previewDiagnostics');
        if (isOpen.value) preview.value = made;
      });
    } catch (error) {
      close();
      throw error;
    }
  }

  /** Asks where to, and writes what is shown. What goes wrong becomes a toast, and it stays on show. */
  async function save(): Promise<void> {
    if (busy.value) return;
    await working(async () => {
      const path = await call('app.saveDiagnostics');
      if (path === null) return;
      forget();
      toasts.show({ level: 'success', title: t('settings.diagnostics.saved'), body: path });
    }).catch(toasts.fail);
  }

  /** Not while it is written. */
  function close(): void {
    if (!busy.value || !preview.value) forget();
  }

  function forget(): void {
    isOpen.value = false;
    preview.value = null;
  }

  async function working(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    try {
      await work();
    } finally {
      busy.value = false;
    }
  }

  return { isOpen, preview, busy, look, save, close };
});
