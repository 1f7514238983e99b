import { t, worded } from '../../i18n/i18n';
import type { SeriesState } from '../../stores/chart-feed';
import { CHART_SPAN_IDS, type ChartSpan } from '../../stores/chart-model';
import { clockTime, whole } from '../../ui/format';
import type { PointStats } from './chart-stats';
import { withUnit } from './value-text';

/** How much time charts show, in words. */
export const spanOptions = (): { value: ChartSpan; label: string }[] =>
  CHART_SPAN_IDS.map((value) => ({ value, label: spanText(value) }));

export function spanText(span: ChartSpan): string {
  if (span === 'all') return t('charts.span.all');
  const count = Number.parseInt(span, 10);
  return span.endsWith('m') ? t('charts.span.minutes', { n: count }) : t('charts.span.hours', { n: count });
}

/** One sentence about a line: what it was last, and between what it lay. */
export function lineSentence(
  name: string,
  unit: string,
  stats: PointStats | null,
  clock: 'local' | 'utc',
): string {
  if (!stats) return t('charts.summary.none', { name });
  return t(
    'charts.summary.line',
    {
      name,
      last: withUnit(stats.last, unit),
      time: clockTime(stats.lastAt, clock),
      lowest: withUnit(stats.lowest, unit),
      highest: withUnit(stats.highest, unit),
      n: whole(stats.count),
    },
    stats.count,
  );
}

/** What stands where a chart has nothing to draw. */
export interface Blank {
  readonly kind: 'loading' | 'failed' | 'texts' | 'none' | 'outside';
  readonly title: string;
  readonly help: string;
}

/** Why a chart has nothing to draw; null when it has. */
export function blankOf(states: readonly SeriesState[], anyInWindow: boolean): Blank | null {
  if (anyInWindow) return null;
  const failed = states.find((state) => state.phase === 'failed');
  if (failed?.phase === 'failed') {
    const { message, hint } = failed.problem;
    return { kind: 'failed', title: worded(message), help: worded(hint ?? '') };
  }
  if (states.some((state) => state.phase === 'loading'))
    return { kind: 'loading', title: t('charts.blank.loading'), help: '' };
  const data = states.flatMap((state) => (state.phase === 'ready' ? [state.data] : []));
  const texts = data.reduce((sum, { asTexts }) => sum + asTexts, 0);
  if (texts > 0 && data.every(({ numbers }) => numbers === 0)) {
    const title = t('charts.blank.texts', { n: whole(texts) }, texts);
    return { kind: 'texts', title, help: t('charts.blank.textsHelp') };
  }
  const events = data.reduce((sum, each) => sum + each.events, 0);
  if (events > 0 && data.every(({ numbers }) => numbers === 0)) {
    const title = t('charts.blank.noNumbers', { n: whole(events) }, events);
    return { kind: 'none', title, help: t('charts.blank.noNumbersHelp') };
  }
  return { kind: 'outside', title: t('charts.blank.outside'), help: t('charts.blank.outsideHelp') };
}
