import { defineStore } from 'pinia';
import { StreamgaugeError } from '@shared/errors';
import { t } from '../i18n/i18n';
import { call } from '../bridge';
import { whole } from '../ui/format';
import { visibleExcerpt } from '../ui/visible-text';
import { useToasts } from './toasts';

/** How long the toast offers the way back, ms (DESIGN section 6). */
export const FORGET_UNDO_MS = 8_000;
const NAME_LENGTH = 80;

/** Deletes what the history has of single sources, and brings it back while that is possible. */
export const useHistoryForgetting = defineStore('history-forgetting', () => {
  const toasts = useToasts();

  /** @param source its name, and how many events of it are kept */
  async function forget(source: {
    readonly id: string;
    readonly name: string;
    readonly events: number;
  }): Promise<void> {
    const name = visibleExcerpt(source.name, NAME_LENGTH);
    try {
      const token = await call('history.forget', source.id);
      toasts.show({
        level: 'info',
        title: t('settings.history.forgotten', { n: whole(source.events), name }, source.events),
        body: t('settings.history.forgottenDisk'),
        stayMs: FORGET_UNDO_MS,
        action: { label: t('common.undo'), run: () => void undo(token, name) },
      });
    } catch (error) {
      toasts.fail(error);
    }
  }

  /** @param token what `history.forget` answered, or of `HistoryState.leaving` */
  async function undo(token: number, sourceName: string): Promise<void> {
    const name = visibleExcerpt(sourceName, NAME_LENGTH);
    try {
      if (!(await call('history.undoForget', token))) {
        throw new StreamgaugeError('undo-too-late', t('settings.history.forgetTooLate', { name }));
      }
      toasts.show({ level: 'success', title: t('settings.history.forgetBack', { name }), stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  return { forget, undo };
});
