import { lazyPart } from '../../app/lazy-part';
// Before the sheets that overrule it, wherever its glyphs are.
import '../charts/charts.css';

/** What the stream view shows now and then: windows are there before it is. */
export const INSPECTOR = lazyPart(() => import('./InspectorPanel.vue'));
/** With the library that draws. */
export const CHART_DRAWER = lazyPart(() => import('../charts/ChartDrawer.vue'));
/** With what joins texts. */
export const TEXT_PANE = lazyPart(() => import('../text/TextPane.vue'));
export const TEXT_TAB = lazyPart(() => import('../text/TextTab.vue'));
