import { useApp } from '../../stores/app';
import { useFeed } from '../../stores/feed';
import { MAX_SINGLE_ROWS } from '../../stores/feed-selection';
import { useTransfer } from '../../stores/jobs';
import { useToasts } from '../../stores/toasts';
import { t } from '../../i18n/i18n';
import { whole } from '../../ui/format';
import { joinedPayloads, MAX_COPIED_ROWS } from './joined-payloads';

/** What can be done with several selected rows. */
export interface SelectionActions {
  /** Adds a row, or takes it out; says so when it cannot. */
  toggle(position: number): Promise<void>;
  /** Puts the payloads on the clipboard, one a line, oldest first. */
  copy(): Promise<void>;
  /** Opens the export dialog for them. */
  exportThem(): Promise<void>;
}

export function useSelection(): SelectionActions {
  const app = useApp();
  const feed = useFeed();
  const toasts = useToasts();
  const transfer = useTransfer();

  async function toggle(position: number): Promise<void> {
    if (await feed.toggleAt(position)) return;
    toasts.show({
      level: 'info',
      title: t('stream.rows.tooMany', { n: whole(MAX_SINGLE_ROWS) }),
      body: t('stream.rows.tooManyHelp'),
    });
  }

  async function copy(): Promise<void> {
    const { count } = feed.selection;
    try {
      const seqs = await feed.selection.seqs(MAX_COPIED_ROWS);
      if (seqs === null) return tellChanged();
      const { text, payloads, cut } = await joinedPayloads(seqs, feed.detail);
      if (payloads === 0) {
        toasts.show({ level: 'info', title: t('stream.rows.noData'), stayMs: 2_500 });
        return;
      }
      await app.copy(text);
      if (!cut && count !== null && count <= MAX_COPIED_ROWS) {
        const title = t('stream.rows.copied', { n: whole(payloads) }, payloads);
        toasts.show({ level: 'success', title, stayMs: 2_500 });
        return;
      }
      toasts.show({
        level: 'warning',
        title: t('stream.rows.firstCopied', { n: whole(payloads) }, payloads),
        body: t('stream.rows.copiedHelp', { n: whole(MAX_COPIED_ROWS) }),
      });
    } catch (error) {
      toasts.fail(error);
    }
  }

  async function exportThem(): Promise<void> {
    const scope = await feed.selection.scope(feed.filter);
    if (scope === null) tellChanged();
    else transfer.openExport(scope);
  }

  function tellChanged(): void {
    const title = t('stream.rows.madeAnew');
    toasts.show({ level: 'info', title, body: t('stream.rows.madeAnewHelp'), stayMs: 4_000 });
  }

  return { toggle, copy, exportThem };
}
