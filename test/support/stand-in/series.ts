/** Numbers of the made-up history over time, found as the main process finds them. */
import type { CallArgument, CallResult } from '@shared/ipc';
import type { Series } from '@shared/series';
import { PayloadReader } from '../../../src/main/history/query/payload';
import { PayloadNumber } from '../../../src/main/history/query/payload-number';
import { SeriesCollector } from '../../../src/main/history/series-collector';
import type { StandInHistory } from './history';

/** Events that are looked at for one answer. */
const MOST = 12_000;

export function seriesStandIn(history: StandInHistory): {
  'history.series': (request: CallArgument<'history.series'>) => CallResult<'history.series'>;
  'history.seriesTail': (request: CallArgument<'history.seriesTail'>) => CallResult<'history.seriesTail'>;
} {
  /** A slow wave over numbers that have no order of their own. */
  const wave = (time: number): number => 1 + 0.45 * Math.sin(time / 40_000) + 0.2 * Math.sin(time / 9_000);

  function add(seq: number, series: Series, numbers: PayloadNumber, found: SeriesCollector): void {
    const row = history.row(seq);
    if (row.sourceId !== series.sourceId) return;
    if (row.gap) found.addBreak(row.gap.downMs, row.receivedAt);
    const { channel, type } = series;
    if (row.kind !== 'event' || (channel !== null && row.channel !== channel)) return;
    if (type !== null && row.type !== type) return;
    const number = numbers.of(history.detail(seq)?.data ?? '');
    const waved = typeof number === 'number' ? Math.round(number * wave(row.receivedAt) * 100) / 100 : number;
    found.add(row.receivedAt, seq, waved);
  }

  return {
    'history.series': ({ series, from, to, newest, points }) => {
      const found = new SeriesCollector();
      const numbers = new PayloadNumber(series.path, series.texts, new PayloadReader());
      const last = history.next - 1;
      for (let seq = last; seq >= Math.max(1, history.next - MOST); seq--) {
        const { receivedAt } = history.row(seq);
        if (receivedAt < from) break;
        if (receivedAt < to) add(seq, series, numbers, found);
        if (newest !== null && found.numbers >= newest) break;
      }
      return found.answer(points, last);
    },
    'history.seriesTail': ({ after, series }) => {
      const last = history.next - 1;
      const payloads = new PayloadReader();
      return {
        seq: last,
        behind: false,
        series: series.map((each) => {
          const found = new SeriesCollector();
          const numbers = new PayloadNumber(each.path, each.texts, payloads);
          for (let seq = after + 1; seq <= last; seq++) add(seq, each, numbers, found);
          return found.answer(1_000, last);
        }),
      };
    },
  };
}
