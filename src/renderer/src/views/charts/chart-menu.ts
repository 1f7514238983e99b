import { ChartSpline, Image, Sheet, Split, Table2, Trash2 } from '@lucide/vue';
import { t } from '../../i18n/i18n';
import { MAX_CHART_SERIES, type Chart } from '../../stores/chart-model';
import type { MenuEntry } from '../../ui/menu-entry';
import { seriesName } from './series-name';

/** Prefix of a line of the menu that names another chart. */
const INTO = 'into ';
/** Other charts that the menu offers. */
const MAX_OFFERED = 6;

export const chartTitle = ({ series }: Chart): string => series.map(seriesName).join(', ');

/** What can be done with a chart. */
export function chartMenu(chart: Chart, others: readonly Chart[], table: boolean): MenuEntry[] {
  const several = chart.series.length > 1;
  const targets = others
    .filter(({ series }) => series.length + chart.series.length <= MAX_CHART_SERIES)
    .slice(-MAX_OFFERED);
  return [
    { id: 'line', label: t('charts.menu.line'), checked: !chart.step },
    { id: 'step', label: t('charts.menu.step'), checked: chart.step },
    'separator',
    { id: 'log', label: t('charts.menu.log'), checked: chart.log },
    { id: 'texts', label: t('charts.menu.texts'), checked: chart.series.some(({ texts }) => texts) },
    { id: 'table', label: t('charts.menu.table'), icon: Table2, checked: table },
    ...(targets.length === 0 ? [] : (['separator', { heading: t('charts.menu.addTo') }] as const)),
    ...targets.map((other) => ({ id: INTO + other.id, label: chartTitle(other), icon: ChartSpline })),
    ...(several ? (['separator', { id: 'split', label: t('charts.menu.split'), icon: Split }] as const) : []),
    'separator',
    { id: 'png', label: t('charts.menu.png'), icon: Image },
    { id: 'csv', label: t('charts.menu.csv'), icon: Sheet },
    'separator',
    { id: 'remove', label: t('charts.menu.remove'), icon: Trash2, danger: true },
  ];
}

/** The chart that a line of the menu adds this one to; null for another line. */
export const intoOf = (id: string): string | null => (id.startsWith(INTO) ? id.slice(INTO.length) : null);
