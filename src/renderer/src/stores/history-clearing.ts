import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import { t } from '../i18n/i18n';
import { call } from '../bridge';
import { whole } from '../ui/format';
import { useFeed } from './feed';
import { useHistory } from './history';
import { useToasts } from './toasts';

/** How long the toast offers the way back, ms; the settings offer it for longer. */
const TOAST_MS = 8_000;
/** How long the main process has to say what was cleared, ms. It does so once a second. */
const TOLD_WITHIN_MS = 5_000;

type Cleared = NonNullable<ReturnType<typeof useHistory>['state']['cleared']>;

/** Empties the history, and brings it back while that is possible. */
export const useHistoryClearing = defineStore('history-clearing', () => {
  const feed = useFeed();
  const history = useHistory();
  const toasts = useToasts();
  const busy = ref(false);
  /** How many events each clearing of this window took: the main process does not say so. */
  const counted = shallowRef<{ readonly token: number; readonly events: number } | null>(null);

  /** What was cleared last and can be brought back; `events` null when another window cleared it. */
  const cleared = computed(() => {
    const { cleared: last } = history.state;
    if (!last) return null;
    return { ...last, events: counted.value?.token === last.token ? counted.value.events : null };
  });

  async function clear(): Promise<void> {
    // The feed's count is of this moment, that of the history's state up to a second old.
    const events = feed.totals.stored;
    if (busy.value) return;
    if (events === 0) {
      toasts.show({ level: 'info', title: t('shell.clearing.empty') });
      return;
    }
    busy.value = true;
    const before = history.state.cleared?.token ?? null;
    try {
      await call('events.clear', undefined);
    } catch (error) {
      toasts.fail(error);
      return;
    } finally {
      busy.value = false;
    }
    const title = t('shell.clearing.done', {
      events: t('common.events', { n: whole(events) }, events),
    });
    if (!history.state.kept) {
      // Nothing was on disk: there is nothing that could come back.
      toasts.show({ level: 'info', title });
      return;
    }
    const told = clearedAfter(before);
    // Nobody may ask for it: then its failure is nobody's concern.
    told.then(
      ({ token }) => (counted.value = { token, events }),
      () => undefined,
    );
    toasts.show({
      level: 'info',
      title,
      stayMs: TOAST_MS,
      action: {
        label: t('common.undo'),
        run: () => void told.then(({ token }) => undo(token)).catch(toasts.fail),
      },
    });
  }

  async function undo(token: number): Promise<void> {
    try {
      const isBack = await call('events.undoClear', token);
      if (isBack) toasts.show({ level: 'success', title: t('shell.clearing.back'), stayMs: 2_500 });
      else toasts.fail(tooLate());
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** What the main process says of a clearing after the one with this token. */
  function clearedAfter(before: number | null): Promise<Cleared> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(tooLate());
      }, TOLD_WITHIN_MS);
      const take = (now: Cleared | null): void => {
        if (!now || now.token === before) return;
        clearTimeout(timer);
        stop();
        resolve(now);
      };
      const stop = watch(() => history.state.cleared, take, { flush: 'sync' });
      // It may have been said before the call was answered.
      take(history.state.cleared);
    });
  }
  return { busy, cleared, clear, undo };
});

function tooLate(): StreamgaugeError {
  return new StreamgaugeError('undo-too-late', t('shell.clearing.tooLate'));
}
