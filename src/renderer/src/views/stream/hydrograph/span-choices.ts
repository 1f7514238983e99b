import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';
import { LIVE_SPAN, spanWords, type TimeSpan, type TimeWindow } from './time-span';

const CHOICES: readonly { readonly id: string; readonly label: () => string; readonly span: TimeSpan }[] = [
  {
    id: 'live',
    label: () => t('stream.graph.secondBySecond', { span: spanLabel(LIVE_SPAN) }),
    span: LIVE_SPAN,
  },
  { id: '5min', label: () => '5 min', span: { kind: 'rolling', ms: 5 * 60_000 } },
  { id: '1h', label: () => '1 h', span: { kind: 'rolling', ms: 3_600_000 } },
  { id: '1d', label: () => '24 h', span: { kind: 'rolling', ms: 86_400_000 } },
  { id: 'all', label: () => t('stream.graph.everything'), span: { kind: 'all' } },
];
/** Room on either side of a time range that is zoomed to, as a share of it. */
const MARGIN = 0.25;

/** The menu of what the hydrograph can show. @param ranged a time range is set, which can be zoomed to */
export function spanChoices(span: TimeSpan, ranged: boolean): MenuEntry[] {
  return [
    ...CHOICES.map(({ id, label, span: choice }) => ({ id, label: label(), checked: isSame(span, choice) })),
    'separator',
    { id: 'range', label: t('stream.graph.toRange'), disabled: !ranged },
  ];
}

/** The span of a line of that menu; null when there is none. */
export function chosenSpan(id: string, range: TimeWindow | null): TimeSpan | null {
  if (id !== 'range') return CHOICES.find((choice) => choice.id === id)?.span ?? null;
  if (!range) return null;
  const margin = (range.to - range.from) * MARGIN;
  return {
    kind: 'fixed',
    from: Math.max(0, Math.floor(range.from - margin)),
    to: Math.ceil(range.to + margin),
  };
}

/** What shows, in short: `2.5 min`, `All`, `37 min`. */
export function spanLabel(span: TimeSpan): string {
  if (span.kind === 'all') return t('stream.graph.all');
  return spanWords(span.kind === 'rolling' ? span.ms : span.to - span.from);
}

const isSame = (a: TimeSpan, b: TimeSpan): boolean =>
  a.kind === b.kind && (a.kind !== 'rolling' || b.kind !== 'rolling' || a.ms === b.ms) && a.kind !== 'fixed';
