import { useElementSize, useEventListener } from '@vueuse/core';
import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';
import { useFeed } from '../../stores/feed';
import type { Anchor } from '../../stores/feed-landing';
import { useSettings } from '../../stores/settings';
import {
  clampedTop,
  endTop,
  isScaled,
  rowOffset,
  scrollTopAt,
  spaceHeight,
  topAfter,
  type TableSpace,
} from './table-space';

/** Rows drawn beyond what shows, so that a flick of the wheel does not meet empty space. */
const OVERSCAN = 12;
const OVERSCAN_FOLLOWING = 2;
/** Height of the header, which stays above the rows, px. */
const HEADER = 24;
/** Rows that stay free below a row that is scrolled to: the pill with the new events lies there. */
const MARGIN = 2;
/** A difference of `scrollTop` that rounding makes, px. */
const ROUNDING = 1.5;
/** Height of a line where a wheel counts in lines, px (as Chromium has it). */
const WHEEL_LINE = 40;

export interface TableScroll {
  /** Positions that are drawn, `to` not included. */
  readonly range: ComputedRef<{ readonly from: number; readonly to: number }>;
  /** Height of the element that is scrolled, px. */
  readonly height: ComputedRef<number>;
  /** Of the table without its scroll bar, px. */
  readonly width: Readonly<Ref<number>>;
  /** Rows in one page. */
  readonly page: ComputedRef<number>;
  /** Upper edge of a position in it, px. */
  offset(position: number): number;
  onScroll(): void;
  onWheel(event: WheelEvent): void;
  /** Scrolls as little as it takes to show a position. */
  show(position: number): void;
}

/**
 * Scrolling of the event list: which rows are drawn, sticking to the end while following, and pausing at the
 * slightest scroll up. Newest rows are at the bottom, and are anchored there while there are few. While paused the rows stay
 * where they are on the screen, whatever is found before them or let go of.
 *
 * @param draw writes the rows; called before the element is scrolled, which makes the browser lay out what was written, so
 * that this happens once
 */
export function useTableScroll(
  scroller: Readonly<Ref<HTMLElement | null>>,
  rowHeight: Ref<number>,
  draw: () => void,
): TableScroll {
  const feed = useFeed();
  const settings = useSettings();
  const { height: box, width } = useElementSize(scroller);
  const viewport = computed(() => Math.max(0, box.value - HEADER));
  const space = computed<TableSpace>(() => ({
    rowHeight: rowHeight.value,
    viewport: viewport.value,
    first: feed.shown.first,
    end: feed.shown.end,
  }));
  /** Position at the upper edge while paused, with its fraction. */
  const held = ref(0);
  const top = computed(() => (feed.following ? endTop(space.value) : clampedTop(space.value, held.value)));
  /** `scrollTop` that the rows are drawn for; any other value is the person's doing. */
  const scrollTop = ref(0);
  const scaled = computed(() => isScaled(space.value));

  const fits = computed(() => Math.ceil(viewport.value / rowHeight.value) + 1);
  const page = computed(() => Math.max(1, Math.floor(viewport.value / rowHeight.value) - 1));
  const height = computed(() => spaceHeight(space.value));
  const offset = (position: number): number =>
    // Where it scrolls changes the place of a row in a scaled space only.
    rowOffset(space.value, position, scaled.value ? top.value : 0, scaled.value ? scrollTop.value : 0);

  const range = computed(() => {
    const { first, end } = feed.shown;
    if (feed.following) return { from: Math.max(first, end - fits.value - OVERSCAN_FOLLOWING), to: end };
    const start = Math.floor(top.value);
    return {
      from: Math.min(end, Math.max(first, start - OVERSCAN)),
      to: Math.max(first, Math.min(end, start + fits.value + OVERSCAN)),
    };
  });

  /** Draws the rows and brings the element to where they are. */
  function place(): void {
    draw();
    const element = scroller.value;
    if (!element) return;
    if (feed.following) held.value = top.value;
    const target = scrollTopAt(space.value, top.value);
    if (Math.abs(element.scrollTop - target) >= 0.5) element.scrollTop = target;
    scrollTop.value = element.scrollTop;
  }

  /** Takes in how the person has scrolled since the rows were last placed. `before`: the space they were placed in. */
  function takeScroll(before: TableSpace): void {
    const element = scroller.value;
    if (!element) return;
    const from = scrollTop.value;
    const to = element.scrollTop;
    if (Math.abs(to - from) < 0.5) return;
    const isRounding = Math.abs(to - from) < ROUNDING;
    // The element may come to rest a little beside where it was put: there the rows are drawn.
    if (isRounding && scaled.value) scrollTop.value = to;
    if (isRounding && (scaled.value || feed.following)) return;
    if (feed.following) {
      // A box that has grown is scrolled back by the browser, which is nobody's doing.
      const end = Math.min(
        spaceHeight(before) - before.viewport,
        element.scrollHeight - element.clientHeight,
      );
      if (to >= end - ROUNDING) return;
      feed.pause();
    }
    held.value = topAfter(before, top.value, from, to);
    scrollTop.value = to;
    feed.noteMove();
  }
  function onScroll(): void {
    const from = scrollTop.value;
    takeScroll(space.value);
    if (scrollTop.value > from + ROUNDING) followAtEnd();
  }
  /** Follows again when the person has scrolled down to the newest row that shows, where the settings want that. */
  function followAtEnd(): void {
    const element = scroller.value;
    if (!settings.settings.followAtEnd || feed.following || !element) return;
    if (held.value >= endTop(space.value) - ROUNDING / rowHeight.value) feed.follow();
  }

  function onWheel(event: WheelEvent): void {
    if (event.deltaY < 0 && feed.following && (scroller.value?.scrollTop ?? 0) > 0) feed.pause();
    // At the end already, where nothing scrolls any more.
    if (event.deltaY > 0) followAtEnd();
    if (!feed.following) feed.noteMove();
  }
  /** A scaled space is scrolled by hand: by itself the element would jump over rows. */
  function scrollByWheel(event: WheelEvent): void {
    if (event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    if (feed.following && event.deltaY > 0) return;
    feed.pause();
    const unit =
      event.deltaMode === WheelEvent.DOM_DELTA_LINE
        ? WHEEL_LINE
        : event.deltaMode === WheelEvent.DOM_DELTA_PAGE
          ? viewport.value
          : 1;
    held.value = clampedTop(space.value, top.value + (event.deltaY * unit) / rowHeight.value);
    feed.noteMove();
  }
  useEventListener(() => (scaled.value ? scroller.value : null), 'wheel', scrollByWheel, { passive: false });

  function show(position: number): void {
    const rows = viewport.value / rowHeight.value;
    if (position < top.value) held.value = position;
    else if (position + 1 + MARGIN > top.value + rows) held.value = position + 1 + MARGIN - rows;
  }

  watch(fits, (count) => feed.setTailRows(viewport.value === 0 ? 0 : count + OVERSCAN_FOLLOWING + 1), {
    immediate: true,
  });
  // One more than drawn: the first row's delta needs the row before it.
  watch(range, ({ from, to }) => feed.want(from - 1, to), { immediate: true });
  watch(space, (_, before) => takeScroll(before), { flush: 'pre' });
  // The element has often scrolled already when the wheel that made it do so is told of.
  watch(
    () => feed.following,
    (follows) => !follows && takeScroll(space.value),
    { flush: 'pre' },
  );
  watch([top, space, () => feed.following], place, { flush: 'post' });
  // Where a finger scrolls a scaled space the element moves as far as the rows do, and away from its proportion.
  useEventListener(scroller, 'scrollend', place);

  watch(
    [() => feed.landing, viewport],
    () => {
      const { landing } = feed;
      if (!landing || viewport.value === 0) return;
      feed.landing = null;
      if (feed.following) return;
      const below = landing.offset ?? (viewport.value - rowHeight.value) / 2;
      held.value = clampedTop(space.value, landing.position - below / rowHeight.value);
    },
    { immediate: true },
  );

  // An inspector that opens below the table must not cover the row that it shows.
  watch(viewport, (now, before) => {
    const { cursor } = feed;
    if (feed.following || cursor === null || now >= before) return;
    if (cursor >= top.value && cursor < top.value + before / rowHeight.value) show(cursor);
  });

  const isVisible = (position: number): boolean =>
    position > top.value - 1 && position < top.value + viewport.value / rowHeight.value;

  /** The row that should stay put: the selected one when it shows, otherwise the last one that shows. */
  function anchor(): (Anchor & { position: number }) | null {
    const { from } = range.value;
    const last = Math.min(feed.shown.end - 1, Math.floor(top.value + viewport.value / rowHeight.value) - 1);
    let position = feed.cursor !== null && isVisible(feed.cursor) ? feed.cursor : last;
    while (position > from && !feed.at(position)) position -= 1;
    const row = feed.at(position);
    return row ? { seq: row.seq, offset: (position - top.value) * rowHeight.value, position } : null;
  }
  feed.setAnchor(anchor);
  onBeforeUnmount(() => {
    const kept = feed.following ? null : anchor();
    if (kept) feed.landing = { position: kept.position, offset: kept.offset };
    feed.setAnchor(() => null);
    feed.setTailRows(0);
  });

  return { range, height, width, page, offset, onScroll, onWheel, show };
}
