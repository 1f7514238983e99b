import { computed, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { MenuEntry } from '../../ui/menu-entry';
import { isOnly, withOnly, type InboxCriterion, type InboxFilter } from './inbox-filter';
import type { InboxRow } from './inbox-groups';
import { notificationMenu } from './notification-menu';
import type { InboxMutes } from './use-inbox-mutes';

/** What the menu looks at. */
export interface InboxGround {
  readonly rows: Readonly<Ref<readonly InboxRow[]>>;
  readonly openKey: Readonly<Ref<string | null>>;
  readonly filter: Ref<InboxFilter>;
  readonly mutes: InboxMutes;
  sourceName(id: string): string;
}

/** What the menu has done by others. */
export interface InboxDeeds {
  /** The menu is about this line now. */
  focus(key: string): void;
  toggle(row: InboxRow): void;
  show(row: InboxRow): void;
  toggleRead(row: InboxRow): void;
  togglePin(row: InboxRow): void;
  copy(row: InboxRow): void;
  remove(row: InboxRow): void;
  makeRule(row: InboxRow): void;
  showAll(): void;
}

/** One menu for all lines of the inbox: it is about the one that was pressed, or that has the focus. */
export function useInboxMenu(
  { rows, openKey, filter, mutes, sourceName }: InboxGround,
  deeds: InboxDeeds,
): {
  readonly entries: ComputedRef<MenuEntry[]>;
  /** Listens in the capture phase, before the menu opens. */
  onContextMenu(event: MouseEvent): void;
  choose(id: string): void;
} {
  const key = shallowRef<string | null>(null);
  // The lines may change while the menu shows: what it is about goes by its key.
  const row = computed(() => rows.value.find((one) => one.key === key.value) ?? null);
  const entries = computed(() =>
    row.value === null
      ? []
      : notificationMenu({
          row: row.value,
          open: openKey.value === row.value.key,
          sourceName: sourceName(row.value.latest.sourceId),
          filter: filter.value,
          channelMuted: mutes.isChannelMuted(row.value.latest),
          sourceMuted: mutes.isSourceMuted(row.value.latest.sourceId),
        }),
  );

  function onContextMenu(event: MouseEvent): void {
    const line = event.target instanceof Element ? event.target.closest('article') : null;
    const pressed = line?.querySelector<HTMLElement>('[data-row]')?.dataset['row'];
    if (pressed === undefined) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    key.value = pressed;
    deeds.focus(pressed);
  }
  function only(criterion: InboxCriterion): void {
    if (!isOnly(filter.value, criterion)) filter.value = withOnly(filter.value, criterion);
  }
  function choose(id: string): void {
    const about = row.value;
    if (!about) return;
    const { sourceId, channel } = about.latest;
    if (id === 'toggle') deeds.toggle(about);
    else if (id === 'show') deeds.show(about);
    else if (id === 'toggle-read') deeds.toggleRead(about);
    else if (id === 'pin') deeds.togglePin(about);
    else if (id === 'copy') deeds.copy(about);
    else if (id === 'remove') deeds.remove(about);
    else if (id === 'mute-channel') void mutes.toggleChannel(about.latest);
    else if (id === 'mute-source') void mutes.toggleSource(sourceId);
    else if (id === 'rule') deeds.makeRule(about);
    else if (id === 'only-source') only({ kind: 'source', sourceId });
    else if (id === 'only-channel') only({ kind: 'channel', sourceId, channel });
    else if (id === 'show-all') deeds.showAll();
  }
  return { entries, onContextMenu, choose };
}
