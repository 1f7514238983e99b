import { useSources } from '../../stores/sources';
import { useToasts } from '../../stores/toasts';
import { t } from '../../i18n/i18n';
import { visibleExcerpt } from '../../ui/visible-text';

/** Has a source go on after the id that it had at some event, and says so. An empty id is none to go on after. */
export function useResumeFrom(): (sourceId: string, lastEventId: string) => Promise<void> {
  const sources = useSources();
  const toasts = useToasts();

  return async (sourceId, lastEventId) => {
    if (lastEventId === '') return;
    try {
      await sources.resumeFrom(sourceId, lastEventId);
      toasts.show({
        level: 'success',
        title: t('stream.rows.resumed', {
          source: visibleExcerpt(sources.nameOf(sourceId), 60),
          id: visibleExcerpt(lastEventId, 60),
        }),
        stayMs: 4_000,
      });
    } catch (error) {
      toasts.fail(error);
    }
  };
}
