import {
  Bell,
  BellOff,
  Copy,
  Download,
  EyeOff,
  Filter,
  Hash,
  History,
  Radio,
  StepForward,
  Waypoints,
} from '@lucide/vue';
import { DETAIL_LIMIT_BYTES, type EventRow } from '@shared/stream-event';
import { useActions } from '../../actions/actions';
import { keysFor } from '../../actions/key-bindings';
import { useApp } from '../../stores/app';
import { MAX_MARKED_NAME, useChannelMarks } from '../../stores/channel-marks';
import { useFeed } from '../../stores/feed';
import { useTransfer } from '../../stores/jobs';
import { useJoinKey } from '../../stores/join-key';
import { useTimeCursor } from '../../stores/time-cursor';
import { useToasts } from '../../stores/toasts';
import type { MenuEntry } from '../../ui/menu-entry';
import { t } from '../../i18n/i18n';
import { bytes, whole } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';
import { valueWords, type EventValue } from './join/event-values';
import { narrowedTo } from './narrowed-query';
import { useResumeFrom } from './use-resume-from';
import { useSelection } from './use-selection';
import { useSideActions } from './use-side-actions';

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
  const isMuted = isThere && useChannelMarks().isMuted(row.sourceId, row.channel);
  return [
    {
      id: 'copy-data',
      label:
        rows > 1 ? t('stream.rows.menu.copyRows', { n: whole(rows) }, rows) : t('stream.rows.menu.copyData'),
      icon: Copy,
      keys: keysFor('events.copy'),
      disabled: rows === 1 && (!isThere || row.kind === 'gap'),
    },
    {
      id: 'copy-id',
      label: t('stream.rows.menu.copyId'),
      icon: Copy,
      disabled: !isThere || row.id === null || row.kind === 'finding',
    },
    ...(['events.copy-json', 'events.copy-frame'] as const).map((id) => ({
      id,
      label: t(`palette.action.${id}`),
      icon: Copy,
      keys: keysFor(id),
      disabled: !isEvent || rows > 1,
    })),
    'separator',
    { id: 'only-type', label: t('stream.rows.menu.onlyType'), icon: Filter, disabled: !isEvent },
    { id: 'exclude-type', label: t('stream.rows.menu.excludeType'), icon: EyeOff, disabled: !isEvent },
    {
      id: 'only-channel',
      label: t('stream.rows.menu.onlyChannel'),
      icon: Hash,
      disabled: !isThere || row.channel === '',
    },
    {
      id: 'mute-channel',
      label: isMuted ? t('stream.tree.menu.unmuteChannel') : t('stream.tree.menu.muteChannel'),
      icon: isMuted ? Bell : BellOff,
      keys: keysFor('channel.mute'),
      disabled: !isThere || row.channel === '' || row.channel.length > MAX_MARKED_NAME,
    },
    { id: 'only-source', label: t('stream.rows.menu.onlySource'), icon: Radio, disabled: !isThere },
    ...values.slice(0, 1).map((value) => ({
      id: 'filter-value',
      label: t('stream.rows.menu.onlyValue', { value: visibleExcerpt(valueWords(value), LONGEST) }),
      icon: Filter,
    })),
    'separator',
    ...values.map((value, i) => ({
      id: `relate-${i}`,
      label: t('stream.rows.menu.related', { value: visibleExcerpt(valueWords(value), LONGEST) }),
      icon: Waypoints,
    })),
    { id: 'join', label: t('stream.rows.menu.join'), icon: Waypoints, disabled: !isThere },
    { id: 'channels-then', label: t('stream.rows.menu.channelsThen'), icon: History, disabled: !isThere },
    'separator',
    {
      id: 'resume',
      label: t('stream.rows.menu.resume'),
      icon: StepForward,
      disabled: !isEvent || row.id === null || !followed,
    },
    { id: 'export', label: t('stream.rows.menu.export'), icon: Download, disabled: rows === 1 && !isThere },
  ];
}

/** Does what was chosen in the menu of the selected row. */
export function useRowMenu(): {
  choose(id: string): Promise<void>;
  copyData(row: EventRow): Promise<void>;
} {
  const actions = useActions();
  const app = useApp();
  const feed = useFeed();
  const join = useJoinKey();
  const marks = useChannelMarks();
  const side = useSideActions();
  const timeCursor = useTimeCursor();
  const toasts = useToasts();
  const transfer = useTransfer();

  const resumeFrom = useResumeFrom();
  const several = useSelection();

  async function copy(text: string, title: string): Promise<void> {
    try {
      await app.copy(text);
      toasts.show({ level: 'success', title, stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  const tellGone = (): void => {
    toasts.show({ level: 'warning', title: t('stream.rows.gone') });
  };

  async function copyData(row: EventRow): Promise<void> {
    try {
      const detail = await feed.detail(row.seq);
      if (!detail) tellGone();
      else if (!detail.truncated) await copy(detail.data, t('stream.rows.dataCopied'));
      else await copy(detail.data, t('stream.rows.startCopied', { size: bytes(DETAIL_LIMIT_BYTES) }));
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
        return copy(row.id ?? '', t('stream.rows.idCopied'));
      case 'only-type':
        return feed.setFilter({ types: [row.type], excludedTypes: [] });
      case 'exclude-type':
        return feed.setFilter({
          types: feed.filter.types.filter((type) => type !== row.type),
          excludedTypes: [...feed.filter.excludedTypes.filter((type) => type !== row.type), row.type],
        });
      case 'only-channel':
        return feed.setFilter({ channel: row.channel });
      case 'events.copy-json':
      case 'events.copy-frame':
        return void (await actions.run(id));
      case 'mute-channel':
        return side.toggleMute(
          row.channel,
          marks.isMuted(row.sourceId, row.channel),
          [row.sourceId],
          row.channel,
        );
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
