import type { Series } from '@shared/series';
import { visibleText } from '../../ui/visible-text';
import { pathText } from '../stream/inspector/json-path';

const INDEX = /^(?:0|[1-9]\d*)$/u;
const UNITS: readonly (readonly [key: RegExp, unit: string])[] = [
  [/(?:^ms|[a-z]Ms|_ms|[mM]illis)$/u, 'ms'],
  [/(?:^secs?|[a-z]Secs?|[sS]econds|_secs?)$/u, 's'],
  [/(?:[bB]ytes)$/u, 'B'],
  [/(?:[pP]ercent|^pct|[a-z]Pct|_pct)$/u, '%'],
];

/** Where the number is, as people write it: `order.total`, `items[3].ms`; `$` for the payload itself. */
export function seriesName({ path }: Pick<Series, 'path'>): string {
  const keys = path.map((key) => (INDEX.test(key) ? Number(key) : key));
  const text = pathText(keys).slice(1).replace(/^\./u, '');
  return text === '' ? '$' : visibleText(text);
}

/** The unit that the name of the number gives away: `latencyMs` is in `ms`. Empty where it gives none away. */
export function seriesUnit({ path }: Pick<Series, 'path'>): string {
  const key = path.filter((each) => !INDEX.test(each)).at(-1) ?? '';
  return UNITS.find(([pattern]) => pattern.test(key))?.[1] ?? '';
}

/** Of which events: `notify / NotificationStream:user:42 / notification`. */
export function seriesOrigin({ channel, type }: Series, sourceName: string): string {
  return [sourceName, channel ?? '', type ?? '']
    .filter((part) => part !== '')
    .map(visibleText)
    .join(' / ');
}
