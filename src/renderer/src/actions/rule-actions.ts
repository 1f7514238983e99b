import { t } from '../i18n/i18n';
import { useNotifying } from '../stores/notifying';
import { useRuleEditing } from '../stores/rule-editing';
import { useActionHandlers } from './actions';

/** Rules, and whether anything is to disturb. */
export function useRuleActions(): void {
  const editing = useRuleEditing();
  const notifying = useNotifying();

  useActionHandlers({
    'rules.new': { run: () => editing.create() },
    'notifications.dnd': {
      run: () => notifying.toggleDoNotDisturb(),
      title: () => t(notifying.doNotDisturb ? 'palette.dnd.off' : 'palette.dnd.on'),
    },
  });
}
