import { reactive } from 'vue';
import { emptyForm, newHeader, type HeaderRow, type SourceForm } from '@/app/source-dialog/source-form';
import type { FormProblems } from '@/app/source-dialog/form-problems';
import { sources } from '../../../support/stand-in/scenario';
import { someEnvironments } from '../../../support/stand-in/environments';
import { give } from '../../with-stores';

/** As wide as the fields are in the dialog. */
export const FORM = { width: 656, within: 'form' } as const;

export const NO_PROBLEMS: FormProblems = { headers: new Map() };

/** The fields of a source, changed by hand. */
export function formWith(change: (form: SourceForm) => void): SourceForm {
  const form = reactive(emptyForm());
  change(form);
  return form;
}
export const header = (part: Partial<HeaderRow>): HeaderRow => ({ ...newHeader(), ...part });

/** A secret that was stored before the dialog opened. */
export const stored = (name: string, missing = false) => ({
  value: '',
  stored: { name, mask: '••••4f9c', missing },
  removed: false,
});

/** Stores for the fields: sources, and an environment with variables. */
export const fieldStores = (): void => give({ sources: sources(), environments: someEnvironments() });
