import { useLocalStorage, useThrottleFn } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ChartFile, Series, SeriesAnswer } from '@shared/series';
import { call } from '../bridge';
import { t } from '../i18n/i18n';
import { chartPins } from './chart-pins';
import { ChartFeed, type ChartRange, type SeriesState } from './chart-feed';
import { CHART_SPANS, NO_CHARTS, readCharts, seriesKey, type Chart, type ChartSpan } from './chart-model';
import { useFeed } from './feed';
import { useHistory } from './history';
import { useToasts } from './toasts';

/** Charts are drawn this often at most, ms. */
const REDRAW_MS = 250;
/** Numbers that a preview shows. */
const PREVIEW_NUMBERS = 200;
/** What a chart can be zoomed to, ms. */
const SHORTEST_ZOOM = 20;

/** Epoch ms. */
export interface ChartWindow {
  readonly from: number;
  readonly to: number;
}

/** Charts of numbers in payloads: which are pinned, what time they show, and their points. */
export const useCharts = defineStore('charts', () => {
  const toasts = useToasts();
  const events = useFeed();
  const history = useHistory();
  const stored = useLocalStorage('streamgauge.charts', NO_CHARTS, {
    shallow: true,
    serializer: { read: readCharts, write: (value) => JSON.stringify(value) },
    onError: () => undefined, // A window that cannot remember its charts can still draw them.
  });
  const remember = (part: Partial<typeof stored.value>): void =>
    void (stored.value = { ...stored.value, ...part });

  /** All that are pinned, in their order. */
  const charts = computed<readonly Chart[]>(() => stored.value.charts);
  const span = computed<ChartSpan>(() => stored.value.span);
  const collapsed = computed(() => stored.value.collapsed);
  /** Whether the drawer is there; it stays when the last chart goes. */
  const open = ref(charts.value.length > 0);
  /** Also those of sources that the view leaves out. */
  const everySource = ref(false);
  /** When the charts were paused, epoch ms; null while they move on. */
  const pausedAt = ref<number | null>(null);
  const zoom = shallowRef<ChartWindow | null>(null);
  /** The chart that has all the room. */
  const full = ref<string | null>(null);
  /** Counts up when there is something new to draw: read it in what draws. */
  const version = ref(0);

  const ofView = computed(() => {
    const { sources } = events.filter;
    if (sources.length === 0) return charts.value;
    return charts.value.filter(({ series }) => series.some(({ sourceId }) => sources.includes(sourceId)));
  });
  /** Those that show. */
  const shown = computed(() => (everySource.value ? charts.value : ofView.value));
  const hidden = computed(() => charts.value.length - ofView.value.length);

  const redraw = useThrottleFn(() => void (version.value += 1), REDRAW_MS, true, true);
  const feed = new ChartFeed(
    {
      read: (request) => call('history.series', request),
      tail: (request) => call('history.seriesTail', request),
    },
    () => void redraw(),
  );
  const stateOf = (series: Series): SeriesState => feed.state(seriesKey(series));

  /** The time that is asked for; null where there is no end. */
  function range(): ChartRange {
    if (zoom.value) return { from: zoom.value.from, to: zoom.value.to };
    const ms = CHART_SPANS[span.value];
    const to = pausedAt.value;
    return { from: ms === null ? null : (to ?? Date.now()) - ms, to: to === null ? null : to + 1 };
  }
  /** Shows what is shown from here on; the drawer says when it is there and when it goes. */
  const attached = ref(0);
  watch(
    [shown, attached],
    () => feed.want(attached.value > 0 ? shown.value.flatMap(({ series }) => series) : []),
    { immediate: true },
  );
  watch([span, zoom, pausedAt], () => feed.setRange(range), { immediate: true });
  // The history was cleared, or is back.
  watch(
    () => history.state.cleared?.token,
    () => feed.reload(),
  );
  function attach(): () => void {
    attached.value += 1;
    return () => (attached.value -= 1);
  }
  /** Takes in what has come, unless nothing moves on. */
  async function follow(): Promise<void> {
    if (pausedAt.value === null && zoom.value === null) await feed.follow();
  }

  function show(): void {
    open.value = true;
    remember({ collapsed: false });
  }
  const pins = chartPins(charts, (next) => remember({ charts: next }), show);
  // The chart that had all the room may have gone into another one.
  watch(charts, (list) => {
    if (!list.some(({ id }) => id === full.value)) full.value = null;
  });

  function setSpan(next: ChartSpan): void {
    zoom.value = null;
    remember({ span: next });
  }
  /** Shows a part of the time; null: what the span says again. */
  function zoomTo(window: ChartWindow | null): void {
    if (!window) zoom.value = null;
    else if (window.to - window.from >= SHORTEST_ZOOM) {
      zoom.value = { from: Math.max(0, window.from), to: window.to };
    }
  }
  const pause = (): void => void (pausedAt.value = Date.now());
  const resume = (): void => {
    pausedAt.value = null;
    zoom.value = null;
  };

  /** The newest numbers of a series, for a look at them. */
  const preview = (series: Series): Promise<SeriesAnswer> =>
    call('history.series', {
      series,
      from: 0,
      to: 8.64e15,
      newest: PREVIEW_NUMBERS,
      points: PREVIEW_NUMBERS,
    });

  /** Asks where to and saves; says so when it is done. */
  async function save(file: ChartFile): Promise<void> {
    try {
      const name = await call('app.saveChart', file);
      if (name !== null) toasts.show({ level: 'success', title: t('charts.saved', { name }) });
    } catch (error) {
      toasts.fail(error);
    }
  }

  return {
    charts,
    shown,
    hidden,
    span,
    collapsed,
    open,
    everySource,
    pausedAt,
    zoom,
    full,
    version,
    stateOf,
    range,
    attach,
    follow,
    redraw,
    reload: () => feed.reload(),
    show,
    ...pins,
    setCollapsed: (next: boolean) => remember({ collapsed: next }),
    close: () => (open.value = false),
    setSpan,
    zoomTo,
    pause,
    resume,
    preview,
    save,
  };
});
