import { CHECKED_FIELDS, type CheckedField, type FormProblems } from './form-problems';
import type { SourceForm } from './source-form';

/** Told at once: what stands in these fields is wrong however it goes on. The others wait until they are complete. */
const AT_ONCE: ReadonlySet<CheckedField> = new Set([
  'order',
  'body',
  'username',
  'certificate',
  'authorities',
  'serverName',
  'backoff',
  'startFromId',
  'subprotocols',
]);

/** The problems that are shown: all of them once somebody wanted to go on, before that only what is plainly wrong. */
export function shownProblems(
  problems: FormProblems,
  form: SourceForm,
  left: { readonly url: boolean; readonly all: boolean },
): FormProblems {
  if (left.all) return problems;
  const isUrlDone = (left.url && form.url !== '') || form.url.length > 12;
  const shown = CHECKED_FIELDS.filter(
    (field) =>
      AT_ONCE.has(field) ||
      (field === 'url' && isUrlDone) ||
      (field === 'privateKey' && form.secrets.privateKey.value !== ''),
  );
  return {
    ...Object.fromEntries(
      shown.flatMap((field) => (problems[field] === undefined ? [] : [[field, problems[field]]])),
    ),
    // A header in the making has no value yet.
    headers: new Map(
      [...problems.headers].filter(([key]) => {
        const row = form.headers.find((header) => header.key === key);
        return row && row.name !== '' && (row.value !== '' || row.stored?.missing === true);
      }),
    ),
  };
}
