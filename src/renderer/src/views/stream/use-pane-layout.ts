import { useElementSize, useMediaQuery, useResizeObserver } from '@vueuse/core';
import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useRememberedSize } from '../../app/remembered';
import { useDock, type DockPane } from '../../stores/dock';
import { useSettings } from '../../stores/settings';
import { LEAST, MOST, layPanes, type OpenPanes, type PaneLayout, type PaneSizes } from './pane-layout';

/** Height of the head of the list, px. */
const LIST_HEAD = 24;
/** Before anything is measured, as tests without a layout see it: a window with room for all. */
const UNMEASURED = { width: 1_392, height: 836, bars: 212 };
/** The panes of the stream view laid into the room there is, with the sizes that their edges were dragged to. */
export function usePaneLayout(
  view: Ref<HTMLElement | null>,
  list: () => HTMLElement | null,
  open: () => OpenPanes,
): {
  readonly layout: ComputedRef<PaneLayout>;
  /** The sizes as custom properties. */
  readonly style: ComputedRef<Record<string, string>>;
  /** Null puts the usual size back. */
  resize(pane: keyof PaneSizes, size: number | null): void;
} {
  const dock = useDock();
  const settings = useSettings();
  const narrow = useMediaQuery('(max-width: 1199px)');
  const { width, height } = useElementSize(view);
  const bars = ref(UNMEASURED.bars);
  useResizeObserver(list, ([entry]) => {
    const top = (entry!.target as HTMLElement).offsetTop;
    if (top > 0) bars.value = top + LIST_HEAD;
  });

  // Sizes that are remembered are of any window: what does not fit into this one is cut when it is laid.
  const remembered = {
    sidebar: useRememberedSize('sidebar', LEAST.sidebar, MOST.sidebar),
    inspector: useRememberedSize('inspector', LEAST.inspector, MOST.inspector),
    text: useRememberedSize('text', LEAST.text, MOST.text),
    dock: useRememberedSize('inspector-height', LEAST.dock, MOST.dock),
    charts: useRememberedSize('charts-height', LEAST.charts, MOST.charts),
  };

  const layout = computed(() =>
    layPanes(
      {
        width: width.value || UNMEASURED.width,
        height: height.value || UNMEASURED.height,
        narrow: narrow.value,
        bars: bars.value,
        rowHeight: settings.settings.rowHeight,
      },
      open(),
      {
        sidebar: remembered.sidebar.value,
        inspector: remembered.inspector.value,
        text: remembered.text.value,
        dock: remembered.dock.value,
        charts: remembered.charts.value,
      },
    ),
  );
  const style = computed(() => {
    const { sizes, place, beside } = layout.value;
    const right = beside
      ? sizes.text + sizes.inspector
      : open().text && place === 'side'
        ? sizes.text
        : sizes.inspector;
    return {
      '--w-sidebar': `${sizes.sidebar}px`,
      '--w-inspector': `${sizes.inspector}px`,
      '--w-right': `${right}px`,
      '--h-inspector': `${sizes.dock}px`,
      '--h-charts': `${sizes.charts}px`,
    };
  });

  watch(
    () => layout.value.turns.join(' '),
    () => (dock.turns = layout.value.turns),
    { immediate: true },
  );
  // What was opened last is in front.
  for (const pane of ['inspector', 'text', 'charts'] as const satisfies readonly DockPane[]) {
    watch(
      () => open()[pane] && !(pane === 'charts' && open().folded),
      (isOpen) => isOpen && (dock.front = pane),
    );
  }
  return {
    layout,
    style,
    resize: (pane, size) => (remembered[pane].value = size),
  };
}
