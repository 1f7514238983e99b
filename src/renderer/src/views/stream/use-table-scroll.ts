import { useElementSize } from '@vueuse/core';
import { computed, nextTick, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useFeed } from '../../stores/feed';

/** Rows drawn beyond what shows, so that a flick of the wheel does not meet empty space. */
const OVERSCAN = 12;
const OVERSCAN_FOLLOWING = 2;
/** Height of the header, which stays above the rows, px. */
const HEADER = 24;
/** Rows that stay free below a row that is scrolled to: the pill with the new events lies there. */
const MARGIN = 2;

export interface TableScroll {
  /** Positions that are drawn, `to` not included. */
  readonly range: ComputedRef<{ readonly from: number; readonly to: number }>;
  /** Height of everything, px. */
  readonly height: ComputedRef<number>;
  /** Rows in one page. */
  readonly page: ComputedRef<number>;
  /** Upper edge of a position, px from the top of everything. */
  top(position: number): number;
  onScroll(): void;
  onWheel(event: WheelEvent): void;
  /** Scrolls as little as it takes to show a position. */
  show(position: number): void;
}

/**
 * Scrolling of the event list: which rows are drawn, sticking to the end while following, and pausing at the
 * slightest scroll up. Newest rows are at the bottom, and are anchored there while there are few.
 */
export function useTableScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  rowHeight: Ref<number>,
): TableScroll {
  const feed = useFeed();
  const { height: box } = useElementSize(scroller);
  const viewport = computed(() => Math.max(0, box.value - HEADER));
  const scrollTop = ref(0);

  const fits = computed(() => Math.ceil(viewport.value / rowHeight.value) + 1);
  const page = computed(() => Math.max(1, Math.floor(viewport.value / rowHeight.value) - 1));
  const rowsHeight = computed(() => (feed.shown.end - feed.shown.first) * rowHeight.value);
  const pad = computed(() => Math.max(0, viewport.value - rowsHeight.value));
  const height = computed(() => rowsHeight.value + pad.value);
  const top = (position: number): number => pad.value + (position - feed.shown.first) * rowHeight.value;

  const range = computed(() => {
    const { first, end } = feed.shown;
    if (feed.following) return { from: Math.max(first, end - fits.value - OVERSCAN_FOLLOWING), to: end };
    const start = first + Math.floor((scrollTop.value - pad.value) / rowHeight.value);
    return {
      from: Math.min(end, Math.max(first, start - OVERSCAN)),
      to: Math.max(first, Math.min(end, start + fits.value + OVERSCAN)),
    };
  });

  function scrollTo(y: number): void {
    const element = scroller.value;
    if (!element) return;
    if (Math.abs(element.scrollTop - y) >= 0.5) element.scrollTop = y;
    scrollTop.value = element.scrollTop;
  }
  const toEnd = (): void => scrollTo(Math.max(0, height.value - viewport.value));

  function onScroll(): void {
    const element = scroller.value;
    if (!element) return;
    const atEnd = element.scrollTop >= element.scrollHeight - element.clientHeight - 2;
    if (feed.following && !atEnd) feed.pause();
    scrollTop.value = element.scrollTop;
  }
  function onWheel(event: WheelEvent): void {
    if (event.deltaY < 0 && feed.following && (scroller.value?.scrollTop ?? 0) > 0) feed.pause();
  }
  function show(position: number): void {
    const y = top(position);
    if (y < scrollTop.value) scrollTo(y);
    else if (y + (1 + MARGIN) * rowHeight.value > scrollTop.value + viewport.value)
      scrollTo(y + (1 + MARGIN) * rowHeight.value - viewport.value);
  }

  watch(fits, (count) => feed.setTailRows(viewport.value === 0 ? 0 : count + OVERSCAN_FOLLOWING + 1), {
    immediate: true,
  });
  // One more than drawn: the first row's delta needs the row before it.
  watch(range, ({ from, to }) => feed.want(Math.max(0, from - 1), to), { immediate: true });
  watch(
    [() => feed.following, height, viewport],
    () => {
      if (feed.following) toEnd();
    },
    { flush: 'post' },
  );
  // A paused view that takes in what came lets go of what left: the rows stay where they are on the screen.
  watch(
    () => feed.shown.first,
    (now, before) => {
      if (feed.following || feed.landing) return;
      const y = scrollTop.value - (now - before) * rowHeight.value;
      void nextTick(() => scrollTo(Math.max(0, y)));
    },
  );
  watch(rowHeight, (now, before) => {
    if (feed.following) return;
    const y = (scrollTop.value / before) * now;
    void nextTick(() => scrollTo(y));
  });
  watch(
    [() => feed.landing, viewport],
    () => {
      const { landing } = feed;
      if (!landing || viewport.value === 0) return;
      feed.landing = null;
      if (feed.following) return;
      const offset = landing.offset ?? (viewport.value - rowHeight.value) / 2;
      scrollTo(Math.max(0, top(landing.position) - offset));
    },
    { flush: 'post', immediate: true },
  );

  // An inspector that opens below the table must not cover the row that it shows.
  watch(
    viewport,
    (now, before) => {
      const { cursor } = feed;
      if (feed.following || cursor === null || now >= before) return;
      const y = top(cursor);
      if (y >= scrollTop.value && y < scrollTop.value + before) show(cursor);
    },
    { flush: 'post' },
  );

  const isVisible = (position: number): boolean =>
    top(position) >= scrollTop.value - rowHeight.value && top(position) < scrollTop.value + viewport.value;

  /** The row that should stay put: the selected one when it shows, otherwise the last one that shows. */
  function anchor(): { seq: number; offset: number; position: number } | null {
    const last = Math.floor((scrollTop.value + viewport.value - pad.value) / rowHeight.value) - 1;
    const position =
      feed.cursor !== null && isVisible(feed.cursor)
        ? feed.cursor
        : Math.min(feed.shown.end - 1, feed.shown.first + last);
    const row = feed.at(position);
    return row ? { seq: row.seq, offset: top(position) - scrollTop.value, position } : null;
  }
  feed.setAnchor(anchor);
  onBeforeUnmount(() => {
    const kept = feed.following ? null : anchor();
    if (kept) feed.landing = { position: kept.position, offset: kept.offset };
    feed.setAnchor(() => null);
    feed.setTailRows(0);
  });

  return { range, height, page, top, onScroll, onWheel, show };
}
