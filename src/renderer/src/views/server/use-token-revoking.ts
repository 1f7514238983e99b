import type { HubToken } from '@shared/hub';
import { t } from '../../i18n/i18n';
import { useHub } from '../../stores/hub';
import { useToasts } from '../../stores/toasts';
import { visibleExcerpt } from '../../ui/visible-text';

/** How long a revoked token can be brought back from its toast, ms (DESIGN section 6). */
const UNDO_MS = 8_000;
const NAME_LENGTH = 64;

/** Revokes tokens, with a way back. `revoke` rejects when the call fails. */
export function useTokenRevoking(): { revoke(token: Pick<HubToken, 'id' | 'name'>): Promise<void> } {
  const hub = useHub();
  const toasts = useToasts();

  async function restore(id: string, name: string): Promise<void> {
    try {
      await hub.restoreToken(id);
      toasts.show({ level: 'success', title: t('server.access.restored', { name }), stayMs: 2_500 });
    } catch (error) {
      toasts.fail(error);
    }
  }
  async function revoke({ id, name: given }: Pick<HubToken, 'id' | 'name'>): Promise<void> {
    const name = visibleExcerpt(given, NAME_LENGTH);
    await hub.revokeToken(id);
    toasts.show({
      level: 'info',
      title: t('server.access.revoked', { name }),
      body: t('server.access.revokedWhat'),
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void restore(id, name) },
    });
  }
  return { revoke };
}
