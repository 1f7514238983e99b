import { SIZE_CLASSES } from '@shared/feed';
import { t } from '../i18n/i18n';
import { whole } from './format';

/** Upper edge of a size class, not included: `32 B`, `1 KiB`. The last class has none. */
export function sizeEdge(index: number): string {
  const bytes = 2 ** (index + 5);
  return bytes < 1_024 ? `${bytes} B` : `${bytes / 1_024} KiB`;
}

/** `under 32 B`, `128 to 256 B`, `512 B to 1 KiB`, `512 KiB and more`. */
export function sizeSpan(index: number): string {
  if (index === 0) return t('common.sizes.under', { edge: sizeEdge(0) });
  const [from, to] = [sizeEdge(index - 1), sizeEdge(index)];
  if (index === SIZE_CLASSES - 1) return t('common.sizes.over', { edge: from });
  const [number, unit] = from.split(' ');
  return t('common.sizes.span', { from: unit === to.split(' ')[1] ? number! : from, to });
}

/** The class that the given share (0 to 1) of all events reaches up to; null without events. */
export function sizeQuantile(sizes: readonly number[], share: number): number | null {
  const total = sizes.reduce((sum, n) => sum + n, 0);
  if (total === 0) return null;
  let sum = 0;
  const index = sizes.findIndex((n) => (sum += n) >= total * share);
  return index;
}

/** `Half of 1,204 are at most 256 B, 99 % at most 2 KiB.` Empty without events. */
export function sizeSentence(sizes: readonly number[]): string {
  const half = sizeQuantile(sizes, 0.5);
  const most = sizeQuantile(sizes, 0.99);
  if (half === null || most === null) return '';
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const last = SIZE_CLASSES - 1;
  if (half === most) return t('common.sizes.nearlyAll', { n: whole(total), span: sizeSpan(half) });
  const upper =
    most === last
      ? t('common.sizes.some', { span: sizeSpan(last) })
      : t('common.sizes.most', { edge: sizeEdge(most) });
  return t('common.sizes.half', { n: whole(total), edge: sizeEdge(half), upper });
}
