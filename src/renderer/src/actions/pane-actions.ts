import { t } from '../i18n/i18n';
import { useCharts } from '../stores/charts';
import { useDock } from '../stores/dock';
import { useStreamText } from '../stores/stream-text';
import { useActionHandlers } from './actions';

/** What stands beside the list of events, apart from the inspector, which events open. */
export function usePaneActions(): void {
  const charts = useCharts();
  const dock = useDock();
  const text = useStreamText();
  const showsText = (): boolean => text.open && !dock.isBehind('text');
  const showsCharts = (): boolean => charts.open && !charts.collapsed && !dock.isBehind('charts');

  useActionHandlers({
    'pane.text': {
      run() {
        if (showsText()) return text.close();
        if (!text.open) text.show();
        dock.front = 'text';
      },
      title: () => t(showsText() ? 'palette.pane.hideText' : 'palette.pane.showText'),
    },
    'pane.charts': {
      run() {
        if (showsCharts()) return void charts.close();
        charts.show();
        dock.front = 'charts';
      },
      title: () => t(showsCharts() ? 'palette.pane.hideCharts' : 'palette.pane.showCharts'),
    },
  });
}
