import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import { t } from '../i18n/i18n';
import { call } from '../bridge';
import { whole } from '../ui/format';
import { useHistory } from './history';
import { useSources } from './sources';
import { useToasts } from './toasts';

/** How long a removed source can be brought back, ms (DESIGN section 6). */
const UNDO_MS = 8_000;

/**
 * Removes sources. One that has events in the history raises a question first: whether they go with it. Nothing is asked
 * twice, since all of it can be undone for a while.
 */
export const useSourceRemoval = defineStore('source-removal', () => {
  const sources = useSources();
  const history = useHistory();
  const toasts = useToasts();
  const question = shallowRef<{ readonly id: string; readonly events: number } | null>(null);

  /** The source that is about to be removed, with what is kept of it; null when none is, or it is gone already. */
  const asked = computed(() => {
    const source = question.value === null ? undefined : sources.byId.get(question.value.id);
    if (!question.value || !source) return null;
    const { id, name } = source.config;
    return { id, name, events: question.value.events, bytes: history.bySource.get(id)?.bytes ?? 0 };
  });

  /** Asks where there is a question, removes at once where there is none. */
  async function ask(id: string): Promise<void> {
    // What the history says of itself once a second may not know the source yet.
    const ofSource = { ...EMPTY_FILTER, sources: [id], comments: true, states: true };
    const { events } = await call('history.count', ofSource);
    question.value = { id, events };
    if (events === 0) await remove(false);
  }
  function cancel(): void {
    question.value = null;
  }
  /** @param withHistory its events go as well, as soon as it cannot be restored any more */
  async function remove(withHistory: boolean): Promise<void> {
    const source = asked.value;
    question.value = null;
    if (!source) return;
    const { id, name, events } = source;
    try {
      await sources.remove(id, withHistory);
    } catch (error) {
      toasts.fail(error);
      return;
    }
    toasts.show({
      level: 'info',
      title: t('shell.remove.done', { name }),
      ...(withHistory && {
        body: t('shell.remove.doneHistory', { n: whole(events) }, events),
      }),
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void sources.restore(id).catch(toasts.fail) },
    });
  }
  return { asked, ask, cancel, remove };
});
