import type { ShapeField } from '@shared/shape';

/** A field as a line of a tree. */
export interface FieldRow {
  readonly field: ShapeField;
  /** What its path adds to that of the line above it in the tree: `items`, `[]`, `"odd key"`. */
  readonly name: string;
  /** From 0. */
  readonly depth: number;
}

/**
 * Fields as lines of a tree, each below the one that holds it.
 *
 * @param fields as they come: what holds others stands right before them
 */
export function fieldRows(fields: readonly ShapeField[]): FieldRow[] {
  const rows: FieldRow[] = [];
  const above: string[] = [];
  for (const field of fields) {
    if (field.path === '') {
      if (!isPlainObject(field)) rows.push({ field, name: '', depth: 0 });
      continue;
    }
    while (above.length > 0 && !isBelow(field.path, above.at(-1)!)) above.pop();
    const holder = above.at(-1) ?? '';
    const name = field.path.slice(holder.length).replace(/^\./u, '');
    rows.push({ field, name, depth: above.length });
    above.push(field.path);
  }
  return rows;
}

/** What a payload usually is; nothing needs to be said of it. */
const isPlainObject = ({ types }: ShapeField): boolean => types.length === 1 && types[0]?.type === 'object';

const isBelow = (path: string, holder: string): boolean =>
  path.startsWith(`${holder}.`) || path.startsWith(`${holder}[`);
