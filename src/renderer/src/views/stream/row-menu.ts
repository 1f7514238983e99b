import { Copy, Download, EyeOff, Filter, Hash, History, Radio, StepForward, Waypoints } from '@lucide/vue';
import type { EventRow } from '@shared/stream-event';
import { useApp } from '../../stores/app';
import { useFeed } from '../../stores/feed';
import { useTransfer } from '../../stores/jobs';
import { useJoinKey } from '../../stores/join-key';
import { useTimeCursor } from '../../stores/time-cursor';
import { useToasts } from '../../stores/toasts';
import type { MenuEntry } from '../../ui/menu-entry';
import { plural } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';
import { valueWords, type EventValue } from './join/event-values';
import { narrowedTo } from './narrowed-query';
import { useResumeFrom } from './use-resume-from';
import { useSelection } from './use-selection';

/** Longest value in a line of the menu, UTF-16 code units. */
const LONGEST = 36;

/**
 * What can be done with the row under the menu.
 *
 * @param followed its source is still there
 * @param rows how many are selected with it; 0 when that is not known
 * @param values of the event that others may share, best first
 */
export function rowMenu(
  row: EventRow | null,
  followed: boolean,
  rows = 1,
  values: readonly EventValue[] = row ? useJoinKey().valuesOf(row.seq) : [],
): MenuEntry[] {
  const isEvent = row?.kind === 'event';
  const isThere = row !== null && row.kind !== 'missing';
  return [
    {
      id: 'copy-data',
      label: rows > 1 ? `Copy data of ${plural(rows, 'row')}` : 'Copy data',
      icon: Copy,
      keys: 'Ctrl C',
      disabled: rows === 1 && (!isThere || row.kind === 'gap'),
    },
    { id: 'copy-id', label: 'Copy id', icon: Copy, disabled: !isThere || row.id === null },
    'separator',
    { id: 'only-type', label: 'Only this type', icon: Filter, disabled: !isEvent },
    { id: 'exclude-type', label: 'Exclude this type', icon: EyeOff, disabled: !isEvent },
    { id: 'only-channel', label: 'Only this channel', icon: Hash, disabled: !isThere || row.channel === '' },
    { id: 'only-source', label: 'Only this source', icon: Radio, disabled: !isThere },
    ...values.slice(0, 1).map((value) => ({
      id: 'filter-value',
      label: `Only ${visibleExcerpt(valueWords(value), LONGEST)}`,
      icon: Filter,
    })),
    'separator',
    ...values.map((value, i) => ({
      id: `relate-${i}`,
      label: `Highlight related (${visibleExcerpt(valueWords(value), LONGEST)})`,
      icon: Waypoints,
    })),
    { id: 'join', label: 'Join on field…', icon: Waypoints, disabled: !isThere },
    { id: 'channels-then', label: 'Channels as they were then', icon: History, disabled: !isThere },
    'separator',
    {
      id: 'resume',
      label: 'Resume from here',
      icon: StepForward,
      disabled: !isEvent || row.id === null || !followed,
    },
    { id: 'export', label: 'Export selection…', icon: Download, disabled: rows === 1 && !isThere },
  ];
}

/** Does what was chosen in the menu of the selected row. */
export function useRowMenu(): {
  choose(id: string): Promise<void>;
  copyData(row: EventRow): Promise<void>;
} {
  const app = useApp();
  const feed = useFeed();
  const join = useJoinKey();
  const timeCursor = useTimeCursor();
  const toasts = useToasts();
  const transfer = useTransfer();

  const resumeFrom = useResumeFrom();
  const several = useSelection();

  async function copy(text: string, what: string): Promise<void> {
    try {
      await app.copy(text);
      toasts.show({ level: 'success', title: `${what} copied.`, stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  const tellGone = (): void => {
    toasts.show({ level: 'warning', title: 'This event is no longer in the history.' });
  };

  async function copyData(row: EventRow): Promise<void> {
    try {
      const detail = await feed.detail(row.seq);
      if (!detail) tellGone();
      else if (!detail.truncated) await copy(detail.data, 'Data');
      else await copy(detail.data, 'The first 4 MiB of the data');
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** The row may hold only the beginning of its id. */
  async function resumeAfter(row: EventRow): Promise<void> {
    try {
      const detail = await feed.detail(row.seq);
      if (!detail) tellGone();
      else await resumeFrom(row.sourceId, detail.lastEventId);
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function choose(id: string): Promise<void> {
    const row = feed.selected;
    if (!row) return;
    const value = join.valuesOf(row.seq)[id.startsWith('relate-') ? Number(id.slice(7)) : 0];
    switch (id) {
      case 'copy-data':
        return feed.selection.active ? several.copy() : copyData(row);
      case 'copy-id':
        return copy(row.id ?? '', 'Id');
      case 'only-type':
        return feed.setFilter({ types: [row.type], excludedTypes: [] });
      case 'exclude-type':
        return feed.setFilter({
          types: feed.filter.types.filter((type) => type !== row.type),
          excludedTypes: [...feed.filter.excludedTypes.filter((type) => type !== row.type), row.type],
        });
      case 'only-channel':
        return feed.setFilter({ channel: row.channel });
      case 'only-source':
        return feed.setFilter({ sources: [row.sourceId] });
      case 'filter-value':
        return value && feed.setFilter({ query: narrowedTo(feed.filter.query, value) });
      case 'join':
        return join.choose();
      case 'channels-then':
        return timeCursor.set(row.receivedAt);
      case 'export':
        return feed.selection.active
          ? several.exportThem()
          : transfer.openExport({ kind: 'selection', seqs: [row.seq] });
      case 'resume':
        return resumeAfter(row);
      default:
        if (value && id.startsWith('relate-')) join.relate(value);
    }
  }
  return { choose, copyData };
}
