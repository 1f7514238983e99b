import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { DiagnosticsPreview } from '@shared/diagnostics';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { useToasts } from './toasts';

/** The diagnostic bundle, which is looked at before it is written. */
export const useDiagnostics = defineStore('diagnostics', () => {
  const toasts = useToasts();
  /** What it would hold; null while nobody looks. */
  const preview = shallowRef<DiagnosticsPreview | null>(null);
  const busy = ref(false);

  /** Puts it together and shows what is in it. @throws StreamgaugeError */
  async function look(): Promise<void> {
    if (busy.value) return;
    await working(async () => (preview.value = await call('app.previewDiagnostics')));
  }

  /** Asks where to, and writes what is shown. What goes wrong becomes a toast, and it stays on show. */
  async function save(): Promise<void> {
    if (busy.value) return;
    await working(async () => {
      const path = await call('app.saveDiagnostics');
      if (path === null) return;
      preview.value = null;
      toasts.show({ level: 'success', title: t('settings.diagnostics.saved'), body: path });
    }).catch(toasts.fail);
  }

  function close(): void {
    if (!busy.value) preview.value = null;
  }

  async function working(work: () => Promise<unknown>): Promise<void> {
    busy.value = true;
    try {
      await work();
    } finally {
      busy.value = false;
    }
  }

  return { preview, busy, look, save, close };
});
