import type { SourceSnapshot } from '@shared/source';
import { useApp } from '../stores/app';
import { useSources } from '../stores/sources';
import { useToasts } from '../stores/toasts';

/** How long a removed source can be brought back, ms (DESIGN section 6). */
const UNDO_MS = 8_000;

/** What a row of the source list does. Failures become toasts. */
export function useSourceActions(): { act(source: SourceSnapshot, action: string): Promise<void> } {
  const app = useApp();
  const sources = useSources();
  const toasts = useToasts();

  async function remove(source: SourceSnapshot): Promise<void> {
    const { id, name } = source.config;
    await sources.remove(id);
    toasts.show({
      level: 'info',
      title: `${name} removed.`,
      stayMs: UNDO_MS,
      action: { label: 'Undo', run: () => void sources.restore(id).catch(toasts.fail) },
    });
  }

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
          toasts.show({ level: 'success', title: 'Address copied.', stayMs: 2_500 });
          return;
        case 'remove':
          return await remove(source);
      }
    } catch (error) {
      toasts.fail(error);
    }
  }
  return { act };
}
