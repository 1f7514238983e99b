import { Copy, EyeOff, Filter, Hash, Radio, StepForward } from '@lucide/vue';
import type { EventRow } from '@shared/stream-event';
import { useApp } from '../../stores/app';
import { useFeed } from '../../stores/feed';
import { useToasts } from '../../stores/toasts';
import type { MenuEntry } from '../../ui/menu-entry';
import { useResumeFrom } from './use-resume-from';

/** What can be done with the row under the menu. @param followed its source is still there */
export function rowMenu(row: EventRow | null, followed: boolean): MenuEntry[] {
  const isEvent = row?.kind === 'event';
  return [
    { id: 'copy-data', label: 'Copy data', icon: Copy, keys: 'Ctrl C', disabled: !row || row.kind === 'gap' },
    { id: 'copy-id', label: 'Copy id', icon: Copy, disabled: !row || row.id === null },
    'separator',
    { id: 'only-type', label: 'Only this type', icon: Filter, disabled: !isEvent },
    { id: 'exclude-type', label: 'Exclude this type', icon: EyeOff, disabled: !isEvent },
    { id: 'only-channel', label: 'Only this channel', icon: Hash, disabled: !row || row.channel === '' },
    { id: 'only-source', label: 'Only this source', icon: Radio, disabled: !row },
    'separator',
    {
      id: 'resume',
      label: 'Resume from here',
      icon: StepForward,
      disabled: !isEvent || row.id === null || !followed,
    },
  ];
}

/** Does what was chosen in the menu of the selected row. */
export function useRowMenu(): {
  choose(id: string): Promise<void>;
  copyData(row: EventRow): Promise<void>;
} {
  const app = useApp();
  const feed = useFeed();
  const toasts = useToasts();

  const resumeFrom = useResumeFrom();

  async function copy(text: string, what: string): Promise<void> {
    try {
      await app.copy(text);
      toasts.show({ level: 'success', title: `${what} copied.`, stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function copyData(row: EventRow): Promise<void> {
    try {
      const detail = await feed.detail(row.seq);
      if (!detail) toasts.show({ level: 'warning', title: 'This event has left the buffer.' });
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
      if (!detail) toasts.show({ level: 'warning', title: 'This event has left the buffer.' });
      else await resumeFrom(row.sourceId, detail.lastEventId);
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function choose(id: string): Promise<void> {
    const row = feed.selected;
    if (!row) return;
    switch (id) {
      case 'copy-data':
        return copyData(row);
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
      case 'resume':
        return resumeAfter(row);
    }
  }
  return { choose, copyData };
}
