import type { CodeFormat } from '@shared/code-format';
import { t } from '../i18n/i18n';
import { useSources } from '../stores/sources';
import { useToasts } from '../stores/toasts';
import { visibleExcerpt } from '../ui/visible-text';

/** Most of a snippet that the toast shows, UTF-16 code units. */
const SHOWN = 160;

/** Puts a source on the clipboard as something that others can run, and says what is there now. */
export function useCopySource(): {
  /**
   * @param secrets in the clear; otherwise a name stands where each belongs
   * @throws StreamgaugeError as `call`
   */
  copyAs(id: string, format: CodeFormat, secrets: boolean): Promise<void>;
} {
  const sources = useSources();
  const toasts = useToasts();

  async function copyAs(id: string, format: CodeFormat, secrets: boolean): Promise<void> {
    const code = await sources.copyAs(id, format, secrets);
    const name = t(`palette.format.${format}`);
    if (secrets) {
      const title = t('palette.copyAs.doneClear', { format: name });
      toasts.show({ level: 'warning', title, body: t('palette.copyAs.warning') });
      return;
    }
    const title = t('palette.copyAs.doneMasked', { format: name });
    toasts.show({ level: 'success', title, body: visibleExcerpt(code, SHOWN), stayMs: 4_000 });
  }
  return { copyAs };
}
