import type { Level } from '@shared/notification';
import type { AttachedSchema, ShapeField, ShapeFinding, ShapeTurn } from '@shared/shape';
import { t } from '../../../i18n/i18n';
import { percent, whole } from '../../../ui/format';
import { visibleExcerpt } from '../../../ui/visible-text';

const MOST_OF_NAME = 80;

/** How much a finding matters: what breaks somebody's code warns, what is merely new informs. */
export const findingLevel = ({ turn, gentle }: ShapeFinding): Level =>
  turn === 'new-type' || gentle === true ? 'info' : 'warning';

/** What an event did: `Changed type`. */
export function turnWords(turn: ShapeTurn): string {
  return {
    'new-type': t('connections.shape.turn.newType'),
    'missing-field': t('connections.shape.turn.missingField'),
    'changed-type': t('connections.shape.turn.changedType'),
    violation: t('connections.shape.turn.violation'),
  }[turn];
}

/** What a document is: `AsyncAPI`. Names of standards, the same in every language. */
export const SCHEMA_KINDS = { 'json-schema': 'JSON Schema', asyncapi: 'AsyncAPI' } as const;

/** Which events a document is for: `for order.paid`, `for 12 types`. */
export function schemaScope({ kind, types }: AttachedSchema): string {
  const [only = ''] = types;
  if (kind === 'json-schema') {
    return only === ''
      ? t('connections.shape.schema.forAll')
      : t('connections.shape.schema.forType', { type: visibleExcerpt(only, MOST_OF_NAME) });
  }
  return t('connections.shape.schema.forTypes', { n: whole(types.length) }, types.length);
}

/** Whether a text is an AsyncAPI document, which names its types itself; the main process reads it properly. */
export function looksLikeAsyncApi(text: string): boolean {
  if (!/^\s*\{/u.test(text)) return /^["']?asyncapi["']?\s*:/mu.test(text);
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'asyncapi');
  } catch {
    return false;
  }
}

/** How often a field is there: `always`, `97 %`, `1 of 340`. */
export function presenceWords({ seen, of }: ShapeField): string {
  if (seen >= of) return t('connections.shape.field.always');
  const share = (100 * seen) / Math.max(1, of);
  // Rounded, it would claim what is not so.
  if (share >= 99.5 || share < 0.5) return t('common.partOf', { part: whole(seen), all: whole(of) });
  return percent(share);
}

/** The types of a field with their shares, most frequent first: `number 98 %, null 2 %`. */
export function typeShareWords({ types }: ShapeField): string {
  const sum = types.reduce((total, { count }) => total + count, 0);
  const [only, ...others] = [...types].sort((a, b) => b.count - a.count);
  if (!only) return '';
  if (others.length === 0) return only.type;
  return [only, ...others]
    .map(({ type, count }) => {
      const share = (100 * count) / sum;
      return `${type} ${share > 0 && share < 0.5 ? '<1 %' : percent(Math.min(99, share))}`;
    })
    .join(', ');
}
