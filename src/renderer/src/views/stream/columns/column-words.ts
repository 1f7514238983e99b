import type { Settings } from '@shared/settings';
import type { EventColumn, TableColumn } from '@shared/table-layout';
import { t, type MessageKey } from '../../../i18n/i18n';
import { visibleExcerpt } from '../../../ui/visible-text';

const LONGEST = 80;

const TIMES: Readonly<Record<Settings['rowTime'], MessageKey>> = {
  clock: 'stream.table.time',
  relative: 'stream.table.age',
  delta: 'stream.table.delta',
};
const NAMES: Readonly<Record<Exclude<EventColumn, 'time'>, MessageKey>> = {
  delta: 'stream.table.delta',
  source: 'stream.table.source',
  channel: 'stream.table.channel',
  type: 'stream.table.type',
  id: 'stream.table.id',
  data: 'stream.table.data',
  size: 'stream.table.size',
};

/** The name of a column that every event has. */
export const eventColumnWords = (column: EventColumn, rowTime: Settings['rowTime']): string =>
  t(column === 'time' ? TIMES[rowTime] : NAMES[column]);

/** A path without what it says of no use in a narrow place: `userId` of `**.userId`, `order.total` of `data.order.total`. */
export const shortPath = (path: string): string => path.replace(/^(?:data\.|\*\*\.)(?=.)/u, '');

/** What the head of a column says. */
export const columnWords = (column: TableColumn, rowTime: Settings['rowTime']): string =>
  column.kind === 'event'
    ? eventColumnWords(column.column, rowTime)
    : visibleExcerpt(shortPath(column.path), LONGEST);
