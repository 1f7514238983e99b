import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { ExportDraft, ExportPreview, ExportScope, Job } from '@shared/history';
import { call, importDropped } from '../bridge';

/** What the export dialog opens with: `ask` lets the person choose among the filter and everything. */
export type ExportStart = ExportScope | { readonly kind: 'ask' };

/** Exports and imports: what runs, and the dialog that starts an export. */
export const useTransfer = defineStore('transfer', () => {
  const jobs = shallowRef<readonly Job[]>([]);
  /** What the export dialog was opened for; null while it is closed. */
  const exporting = shallowRef<ExportStart | null>(null);
  const busy = computed(() => jobs.value.some(({ state }) => state === 'waiting' || state === 'running'));
  /** An import that asks for its files already: a second dialog of the system would lie over the first. */
  const asking = ref(false);

  function take(value: readonly Job[]): void {
    jobs.value = value;
  }
  /** Opens the export dialog; without a scope the person chooses there. */
  function openExport(scope: ExportStart = { kind: 'ask' }): void {
    exporting.value = scope;
  }
  function closeExport(): void {
    exporting.value = null;
  }
  const preview = (scope: ExportScope): Promise<ExportPreview> => call('export.preview', scope);
  /** Asks where to; null when the person thought better of it, the job's id otherwise. */
  const startExport = (draft: ExportDraft): Promise<string | null> => call('export.start', draft);
  /** Asks for files and reads them into captures. */
  async function pickImports(): Promise<void> {
    if (asking.value) return;
    asking.value = true;
    try {
      await call('import.pick');
    } finally {
      asking.value = false;
    }
  }
  /** Reads files that were dropped onto the window. */
  const importFiles = (files: readonly File[]): Promise<readonly string[]> => importDropped(files);
  const cancel = (id: string): Promise<void> => call('jobs.cancel', id);
  const dismiss = (id: string): Promise<void> => call('jobs.dismiss', id);

  return {
    jobs,
    exporting,
    busy,
    take,
    openExport,
    closeExport,
    preview,
    startExport,
    pickImports,
    importFiles,
    cancel,
    dismiss,
  };
});
