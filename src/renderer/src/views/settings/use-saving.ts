import { shallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { Settings } from '@shared/settings';
import { useSettings } from '../../stores/settings';
import { problemText } from '../../ui/problem-text';

export interface Saving {
  /**
   * Saves at once, and can be undone. The value goes back when saving is refused, and the row says so.
   * @param saved called when it is
   */
  save(row: string, part: Partial<Settings>, saved?: () => void): void;
  /** Why the last change of a row was not saved, or null. */
  problemOf(row: string): string | null;
}

/** Saves single settings; a failure is told in the row of the setting. */
export function useSaving(): Saving {
  const settings = useSettings();
  const failed = shallowRef<{ readonly row: string; readonly problem: Problem } | null>(null);

  function save(row: string, part: Partial<Settings>, saved?: () => void): void {
    failed.value = null;
    settings.change(part, row).then(saved, (error: unknown) => {
      failed.value = { row, problem: toProblem(error) };
    });
  }
  const problemOf = (row: string): string | null =>
    failed.value?.row === row ? problemText(failed.value.problem) : null;
  return { save, problemOf };
}
