import type { EventDetail } from '@shared/stream-event';
import { t } from '../i18n/i18n';
import { useApp } from '../stores/app';
import { useFeed } from '../stores/feed';
import { useSources } from '../stores/sources';
import { useToasts } from '../stores/toasts';
import { decodeBytes } from '../views/stream/inspector/frame-lines';

/** Puts one event of the history on the clipboard. What keeps it from that becomes a toast. */
export function useCopyEvent(): {
  /** With all that is known of it: `{"source": …, "channel": …, "type": …, "id": …, "data": …}`. */
  copyJson(seq: number): Promise<void>;
  /** As it came over the connection, `id:` and `data:` lines and all. */
  copyFrame(seq: number): Promise<void>;
} {
  const app = useApp();
  const feed = useFeed();
  const sources = useSources();
  const toasts = useToasts();

  async function copy(seq: number, textOf: (detail: EventDetail) => string, what: string): Promise<void> {
    try {
      const detail = await feed.detail(seq);
      if (!detail) {
        toasts.show({ level: 'warning', title: t('palette.copyEvent.gone') });
        return;
      }
      await app.copy(textOf(detail));
      if (detail.truncated) toasts.show({ level: 'warning', title: t('palette.copyEvent.cut') });
      else toasts.show({ level: 'success', title: what, stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  return {
    copyJson: (seq) =>
      copy(seq, (detail) => eventJson(detail, sources.nameOf(detail.sourceId)), t('palette.copyEvent.json')),
    copyFrame: (seq) => copy(seq, ({ raw }) => decodeBytes(raw), t('palette.copyEvent.frame')),
  };
}

/** An event as JSON, its data as a value where that is JSON itself: as it came, so that no number is rounded on the way. */
export function eventJson(detail: EventDetail, source: string): string {
  const { channel, type, id, receivedAt, data } = detail;
  const facts = {
    source,
    ...(channel !== '' && { channel }),
    type,
    ...(id !== null && { id }),
    receivedAt: new Date(receivedAt).toISOString(),
  };
  const head = JSON.stringify(facts, null, 2).slice(0, -'\n}'.length);
  return `${head},\n  "data": ${isJson(data) ? data.trim() : JSON.stringify(data)}\n}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
