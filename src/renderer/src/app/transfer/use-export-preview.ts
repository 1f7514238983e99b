import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { ExportPreview, ExportScope } from '@shared/history';

/** Shorter waits are not shown, ms (DESIGN section 6). */
const QUIET_MS = 150;

/** What an export would write and take out, asked for anew whenever the scope changes; the newest answer counts. */
export function useExportPreview(
  scope: Ref<ExportScope>,
  ask: (scope: ExportScope) => Promise<ExportPreview>,
): {
  readonly preview: ShallowRef<ExportPreview | null>;
  readonly problem: ShallowRef<Problem | null>;
  /** The answer takes so long that it should be seen. */
  readonly slow: Ref<boolean>;
} {
  const preview = shallowRef<ExportPreview | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const slow = ref(false);
  watch(
    scope,
    async (wanted, _before, onCleanup) => {
      let current = true;
      onCleanup(() => (current = false));
      problem.value = null;
      const timer = setTimeout(() => {
        if (!current) return;
        preview.value = null;
        slow.value = true;
      }, QUIET_MS);
      try {
        const answer = await ask(wanted);
        if (current) preview.value = answer;
      } catch (error) {
        if (current) {
          preview.value = null;
          problem.value = toProblem(error);
        }
      } finally {
        clearTimeout(timer);
        if (current) slow.value = false;
      }
    },
    { immediate: true },
  );
  return { preview, problem, slow };
}
