import { ref } from 'vue';
import { toProblem } from '@shared/errors';
import type { Settings } from '@shared/settings';
import { useSettings } from '../../stores/settings';

export interface Saving {
  /** Saves at once, and can be undone. The value goes back when saving is refused, and the row says so. */
  save(row: string, part: Partial<Settings>): void;
  /** Why the last change of a row was not saved, or null. */
  problemOf(row: string): string | null;
}

/** Saves single settings; a failure is told in the row of the setting. */
export function useSaving(): Saving {
  const settings = useSettings();
  const failed = ref<{ row: string; sentence: string } | null>(null);

  function save(row: string, part: Partial<Settings>): void {
    failed.value = null;
    settings.change(part, row).catch((error: unknown) => {
      const { message, hint } = toProblem(error);
      failed.value = { row, sentence: hint === undefined ? message : `${message} ${hint}` };
    });
  }
  const problemOf = (row: string): string | null =>
    failed.value?.row === row ? failed.value.sentence : null;
  return { save, problemOf };
}
