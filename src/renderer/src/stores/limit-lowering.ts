import { defineStore } from 'pinia';
import type { HistorySettings, Retention } from '@shared/history';
import { t, type MessageKey } from '../i18n/i18n';
import { visibleExcerpt } from '../ui/visible-text';
import { useHistory } from './history';
import { useSettings } from './settings';
import { useToasts } from './toasts';

/** How long the toast offers the way back, ms (DESIGN section 6). */
export const LOWER_UNDO_MS = 8_000;
/** Until when nothing has gone for sure, ms: the main process meets a lowered limit after 10 s, but a toast under the pointer stays. */
const SAFE_MS = 9_500;
const NAME_LENGTH = 80;

type Row = keyof HistorySettings;
const LABELS: Readonly<Record<Row, MessageKey>> = {
  megabytes: 'settings.history.size',
  events: 'settings.history.events',
  days: 'settings.history.age',
};

/** Whether a bound is stricter than another; 0 does not bind. */
export const isLower = (before: number, after: number): boolean =>
  after > 0 && (before === 0 || after < before);

/** The way back from a limit of the history that lets events go: nothing has gone until it can no longer be undone. */
export const useLimitLowering = defineStore('limit-lowering', () => {
  const toasts = useToasts();
  const settings = useSettings();
  const history = useHistory();

  function offer(title: string, undo: () => Promise<void>): void {
    const at = performance.now();
    async function run(): Promise<void> {
      const isSafe = performance.now() - at < SAFE_MS;
      try {
        await undo();
        if (isSafe) toasts.show({ level: 'success', title: t('settings.history.limitBack'), stayMs: 2_500 });
        else toasts.show({ level: 'warning', title: t('settings.history.limitBackLate') });
      } catch (error) {
        toasts.fail(error);
      }
    }
    toasts.show({
      level: 'info',
      title,
      body: t('settings.history.loweredWhat'),
      stayMs: LOWER_UNDO_MS,
      action: { label: t('common.undo'), run: () => void run() },
    });
  }

  /** Says that a limit of everything was lowered. @param before what it was */
  function lowered(row: Row, before: number): void {
    offer(t('settings.history.lowered', { row: t(LABELS[row]) }), async () => {
      const last = settings.lastChange;
      // Taken back, it is no change that the settings could take back as well.
      if (last?.row === row && last.before.history?.[row] === before) await settings.undo();
      else await settings.change({ history: { ...settings.settings.history, [row]: before } });
    });
  }

  /** Says that limits of a source were lowered, where events of it may go. @param undo sets those of before */
  function loweredOf(
    source: { readonly id: string; readonly name: string },
    before: Retention,
    after: Retention,
    undo: () => Promise<void>,
  ): void {
    const held = history.state.sources.find(({ sourceId }) => sourceId === source.id);
    const isOver =
      (isLower(before.megabytes, after.megabytes) && after.megabytes * 1_000_000 < (held?.bytes ?? 0)) ||
      (isLower(before.events, after.events) && after.events < (held?.events ?? 0)) ||
      (isLower(before.days, after.days) && (held?.events ?? 0) > 0);
    const name = visibleExcerpt(source.name, NAME_LENGTH);
    if (isOver) offer(t('settings.history.loweredOf', { name }), undo);
  }
  return { lowered, loweredOf };
});
