import type { SourceSnapshot } from '@shared/source';
import { t } from '../i18n/i18n';
import { useApp } from '../stores/app';
import { useSourceRemoval } from '../stores/source-removal';
import { useSources } from '../stores/sources';
import { useToasts } from '../stores/toasts';
import { copyChoice } from './copy-menu';
import { useCopySource } from './copy-source';

/** What a row of the source list does. Failures become toasts. */
export function useSourceActions(): { act(source: SourceSnapshot, action: string): Promise<void> } {
  const app = useApp();
  const sources = useSources();
  const removal = useSourceRemoval();
  const toasts = useToasts();
  const { copyAs } = useCopySource();

  async function act(source: SourceSnapshot, action: string): Promise<void> {
    const { id, displayUrl } = source.config;
    try {
      switch (action) {
        case 'pause':
          return await sources.pause(id);
        case 'resume':
          return await sources.resume(id);
        case 'retry':
          return await sources.retryNow(id);
        case 'edit':
          app.sourceDialog = id;
          return;
        case 'copy-address':
          await app.copy(displayUrl);
          toasts.show({ level: 'success', title: t('shell.addressCopied'), stayMs: 2_500 });
          return;
        case 'remove':
          return await removal.ask(id);
      }
      const code = copyChoice(action);
      if (code) await copyAs(id, code.format, code.secrets);
    } catch (error) {
      toasts.fail(error);
    }
  }
  return { act };
}
