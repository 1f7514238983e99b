import type { TypeRate } from '@shared/feed';
import { t } from '../../i18n/i18n';
import { age, bytes, clockMinute, rate as rateWords, whole } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';

/** What is known of an event type beside its count, over the sources that are shown. */
export type TypeFacts = Pick<TypeRate, 'rate' | 'byteRate' | 'firstAt' | 'lastAt'>;

/** Rates by type: those of several sources are added up. `sources` empty: all. */
export function typeFacts(
  rates: Iterable<TypeRate>,
  sources: readonly string[],
): ReadonlyMap<string, TypeFacts> {
  const facts = new Map<string, TypeFacts>();
  for (const { sourceId, type, rate, byteRate, firstAt, lastAt } of rates) {
    if (sources.length > 0 && !sources.includes(sourceId)) continue;
    const had = facts.get(type);
    facts.set(type, {
      rate: rate + (had?.rate ?? 0),
      byteRate: byteRate + (had?.byteRate ?? 0),
      firstAt: Math.min(firstAt, had?.firstAt ?? Infinity),
      lastAt: Math.max(lastAt, had?.lastAt ?? 0),
    });
  }
  return facts;
}

/**
 * `order.paid: 7,412 events, 12.4/s, 3.1 kB/s, first 14:02, last now`.
 *
 * @param facts of this run; left out when the type has not come in it
 * @param now epoch ms
 */
export function typeWords(
  type: string,
  count: number,
  facts: TypeFacts | undefined,
  now: number,
  clock: 'local' | 'utc',
): string {
  const parts = [t('common.events', { n: whole(count) }, count)];
  if (facts) {
    if (facts.rate > 0)
      parts.push(
        t('stream.types.perSecond', { n: rateWords(facts.rate) }),
        t('stream.types.perSecond', { n: bytes(facts.byteRate) }),
      );
    parts.push(t('stream.types.first', { time: clockMinute(facts.firstAt, clock) }));
    const ms = Math.max(0, now - facts.lastAt);
    parts.push(ms < 1_000 ? t('stream.types.lastNow') : t('stream.types.last', { age: age(ms) }));
  }
  return t('stream.types.about', { type: visibleExcerpt(type, 120), facts: parts.join(', ') });
}
