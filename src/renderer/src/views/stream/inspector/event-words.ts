import { DETAIL_LIMIT_BYTES, type EventDetail, type EventRow } from '@shared/stream-event';
import { t } from '../../../i18n/i18n';
import { visibleExcerpt } from '../../../ui/visible-text';
import { gapWords } from './gap-words';

/** What an event is called: its type, or what it is when it has none. */
export function eventTitle(event: EventRow): string {
  switch (event.kind) {
    case 'gap':
      return event.gap ? gapWords(event.gap).title : t('inspector.gap.label');
    case 'comment':
      return t('inspector.title.comment');
    case 'state':
      return t('inspector.connection');
    case 'finding':
      return t('connections.shape.turn.violation');
    case 'sent':
      return t('inspector.title.sent');
    case 'missing':
      return t('inspector.title.missing');
    case 'event':
      return visibleExcerpt(event.type, 120);
  }
}

/** Begins as JSON does. */
export const isJsonLike = (data: string): boolean => /^\s*[[{]/u.test(data);

/** What there is to say about the data of an event, in place of why it is no JSON; null for nothing. */
export function dataNote(event: EventDetail): string | null {
  if (event.truncated) return t('inspector.cut', { n: DETAIL_LIMIT_BYTES / 1_048_576 });
  if (event.kind === 'sent') return isJsonLike(event.data) ? null : t('inspector.note.sent');
  return event.kind === 'comment' ? t('inspector.note.comment') : null;
}
