import { shallowRef, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import { refusedField, type RefusedField } from './refused-field';
import type { SourceForm } from './source-form';
import { problemText } from '../../ui/problem-text';

/** What the main process refused, and the field it belongs to. */
export function useRefusal(): {
  readonly refusal: Readonly<ShallowRef<{ readonly field: RefusedField; readonly problem: Problem } | null>>;
  /** The sentence, when it is about one of these fields. */
  of(...fields: RefusedField[]): string | null;
  take(error: unknown, form: SourceForm): RefusedField;
  forget(): void;
} {
  const refusal = shallowRef<{ field: RefusedField; problem: Problem } | null>(null);
  return {
    refusal,
    of(...fields) {
      if (!refusal.value || !fields.includes(refusal.value.field)) return null;
      return problemText(refusal.value.problem);
    },
    take(error, form) {
      const problem = toProblem(error);
      const field = refusedField(problem, form);
      refusal.value = { field, problem };
      return field;
    },
    forget: () => (refusal.value = null),
  };
}
