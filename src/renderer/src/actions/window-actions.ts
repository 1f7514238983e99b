import type { ViewName } from '@shared/window-opening';
import { focusPane } from '../app/panes';
import { usePalette } from '../app/palette/palette';
import { t } from '../i18n/i18n';
import { useApp } from '../stores/app';
import { useDiagnostics } from '../stores/diagnostics';
import { useFeed } from '../stores/feed';
import { useHistory } from '../stores/history';
import { useHistoryClearing } from '../stores/history-clearing';
import { useTransfer } from '../stores/jobs';
import { useWindows } from '../stores/windows';
import { useActionHandlers, type ActionHandler } from './actions';

/** What App.vue itself shows. */
export interface WindowParts {
  showShortcuts(): void;
  /** Puts the focus into the query. */
  focusQuery(): void;
}

/** Views, windows, dialogs: what can be done anywhere. */
export function useWindowActions({ showShortcuts, focusQuery }: WindowParts): void {
  const app = useApp();
  const diagnostics = useDiagnostics();
  const clearing = useHistoryClearing();
  const feed = useFeed();
  const history = useHistory();
  const palette = usePalette();
  const transfer = useTransfer();
  const windows = useWindows();

  const view = (name: ViewName): ActionHandler => ({ run: () => (app.view = name) });

  useActionHandlers({
    'palette.open': { run: () => palette.show() },
    'view.stream': view('stream'),
    'view.connections': view('connections'),
    'view.notifications': view('notifications'),
    'view.server': view('server'),
    'view.settings': view('settings'),
    'query.focus': {
      run() {
        app.view = 'stream';
        focusQuery();
      },
    },
    'query.clear': {
      run: () => feed.clearFilter(),
      blocked: () => (feed.filtered ? null : t('palette.blocked.noFilter')),
    },
    'source.add': { run: () => app.addSource() },
    'capture.open': { run: () => transfer.pickImports() },
    'history.export': { run: () => transfer.openExport() },
    'diagnostics.save': { run: () => diagnostics.look() },
    'history.clear': {
      run: () => clearing.clear(),
      blocked: () => {
        if (clearing.busy) return t('palette.blocked.clearing');
        return feed.totals.stored === 0 && history.state.events === 0 ? t('palette.blocked.noHistory') : null;
      },
    },
    'window.new': { run: () => windows.open(null) },
    'window.clone': { run: () => windows.openThis() },
    'window.close': { run: () => app.windowControl('close') },
    'pane.next': { run: () => focusPane(1) },
    'pane.previous': { run: () => focusPane(-1) },
    'shortcuts.show': { run: showShortcuts },
  });
}
