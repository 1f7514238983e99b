import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import {
  EMPTY_FILTER,
  MAX_WINDOW_ROWS,
  type FeedMessage,
  type FeedRequest,
  type ViewFilter,
} from '@shared/feed';
import type { EventDetail, EventRow } from '@shared/stream-event';
import { call, openFeed, type FeedLine } from '../bridge';
import { useFeedFacts } from './feed-facts';
import { FeedHistograms, type Histogram } from './feed-histograms';
import type { Anchor, Landing } from './feed-landing';
import { pacedAcknowledgement } from './feed-pace';
import { FeedQuestions, type Found } from './feed-questions';
import { useReturn } from './feed-return';
import { useFeedSelection, type SelectionEnd } from './feed-selection';
import { Settling } from './feed-settling';
import { useFeedWindow } from './feed-window';

export type { Landing } from './feed-landing';

type Update = Extract<FeedMessage, { kind: 'update' }>;
type Search = NonNullable<Update['search']>;

/** How long a table that was scrolled is left alone by rows that are found before its first, ms. */
const REST_MS = 200;

/**
 * The live feed as the window sees it. `live` is what the main process has found; `shown` is what the table
 * shows: the same while following, and without what came since while paused. Pausing stops the view, never the intake.
 */
export const useFeed = defineStore('feed', () => {
  const filter = shallowRef<ViewFilter>(EMPTY_FILTER);
  /** Query text whose matches are highlighted; empty for none. */
  const mark = ref('');
  const live = shallowRef({ first: 0, end: 0 });
  const shown = shallowRef({ first: 0, end: 0 });
  /** How far the search of the history is; null when it is complete. */
  const search = shallowRef<Search | null>(null);
  const following = ref(true);
  /** Epoch ms since when the view stands still; null while following. */
  const pausedAt = ref<number | null>(null);
  /** Position of the keyboard cursor, and the event that is selected (also when the filter hides it). */
  const cursor = ref<number | null>(null);
  const selected = shallowRef<EventRow | null>(null);
  /** Where the table should go, once. */
  const landing = shallowRef<Landing | null>(null);
  const facts = useFeedFacts();

  const matched = computed(() => live.value.end - live.value.first);
  const settled = ref(true);
  /** What came since the view was paused and waits to be shown. */
  const newCount = computed(() =>
    following.value || !settled.value ? 0 : Math.max(0, live.value.end - shown.value.end),
  );
  const filtered = computed(() => {
    const { sources, channel, types: only, excludedTypes, query, range } = filter.value;
    const lists = sources.length + only.length + excludedTypes.length;
    return lists > 0 || channel !== null || query !== '' || range !== null;
  });

  let line: FeedLine | null = null;
  let view = 0;
  /** The newest update of this view, when there is one. */
  let latest: Update | null = null;
  /** The person went somewhere in this view, which nothing that is found later may undo. */
  let moved = false;
  let movedAt = -Infinity;
  let tailRows = 0;
  /** Paths of the payload that rows have values of. */
  let columns: readonly string[] = [];
  let probe: () => Anchor | null = () => null;
  /** The row that stays where it is when the view is made anew. */
  let anchor: Anchor | null = null;
  /** The selected event, while it is not known where in the view it lies. */
  let awaited: number | null = null;
  /** The cursor in a view that is not on the screen yet. */
  let nextCursor: number | null = null;
  const send = (request: FeedRequest): void => line?.send(request);
  const acknowledge = pacedAcknowledgement((number) => send({ kind: 'ack', number }));
  const questions = new FeedQuestions(
    (question) => send({ ...question, view }),
    (position) => latest !== null && position >= latest.first && position < latest.end,
  );
  const histograms = new FeedHistograms((span) => send({ kind: 'histogram', view, ...span }));
  const rowWindow = useFeedWindow(
    () => following.value,
    () => (settling.settled && latest ? { from: live.value.first, to: shown.value.end } : null),
    ({ from, to }) => send({ kind: 'rows', view, from, count: to - from }),
  );
  const place = useReturn(() => ({
    filter: filter.value,
    mark: mark.value,
    pausedAt: pausedAt.value,
    anchor: probeAnchor(),
    selected: selected.value?.seq ?? null,
  }));
  const settling = new Settling(() => latest && settleWhenReady(latest));
  const selection = useFeedSelection({
    first: () => shown.value.first,
    at: rowWindow.at,
    read: rowWindow.read,
    find(seq, done) {
      const asked = view;
      questions.ask({ kind: 'find', seq, nearest: true }, ({ position }) => asked === view && done(position));
    },
  });

  /**
   * Opens the line to the main process, and goes back to where the person was when this window has been loaded again.
   * `comments` and `states`: whether heartbeats and states of connections show, as the settings say.
   */
  async function open(comments: boolean, states = false): Promise<void> {
    line?.close();
    const before = line ? null : place.take();
    filter.value = { ...(before?.filter ?? filter.value), comments, states };
    mark.value = before?.mark ?? mark.value;
    line = await openFeed(receive);
    if (before && before.pausedAt !== null) {
      following.value = false;
      pausedAt.value = before.pausedAt;
    }
    anchor = before?.anchor ?? null;
    makeView(anchor, before?.selected ?? null);
  }

  function receive(message: FeedMessage): void {
    if (message.kind === 'update') {
      if (isStill(message)) send({ kind: 'ack', number: message.number });
      else acknowledge(message.number);
      facts.totals.value = message.totals;
      if (message.view === view) takeUpdate(message);
    } else if (message.view !== view) return;
    else if (message.kind === 'rows') takeRows(message.from, message.rows);
    else if (message.kind === 'histogram') histograms.answer(message);
    else if (message.kind === 'found') questions.answer(message);
    else remake();
  }

  /** Only counters moved: no picture has to be waited for. */
  const isStill = (update: Update): boolean =>
    update.view === view &&
    settled.value &&
    update.first === live.value.first &&
    update.end === live.value.end;

  function takeUpdate(update: Update): void {
    latest = update;
    live.value = { first: update.first, end: update.end };
    search.value = update.search;
    facts.take(update);
    questions.updated();
    if (settling.settled) show(update);
    else settleWhenReady(update);
  }

  /** Brings an update of a settled view onto the screen. */
  function show({ first: least, end, tail, search: searching }: Update): void {
    if (following.value) {
      shown.value = live.value;
      rowWindow.takeTail(end, tail);
    } else {
      // What is older than the first row may still be found, and what the history lets go of is gone. Rows before the first
      // move the element that is scrolled, which would end a scroll that is under way.
      const rests = searching === null || performance.now() - movedAt >= REST_MS;
      const first = rests ? least : Math.max(least, shown.value.first);
      const upTo = shown.value.end > first ? Math.min(shown.value.end, end) : end;
      if (first !== shown.value.first || upTo !== shown.value.end) shown.value = { first, end: upTo };
    }
    rowWindow.fetch();
  }

  function takeRows(from: number, list: readonly EventRow[]): void {
    facts.note(list);
    rowWindow.answer(from, list);
    if (cursor.value !== null && selected.value === null) putCursor(cursor.value);
    selection.learn();
  }

  /** The table tells how many rows fit, so that updates bring as many; 0 when it is not on the screen. */
  function setTailRows(count: number): void {
    const next = Math.min(count, MAX_WINDOW_ROWS);
    if (next === tailRows) return;
    tailRows = next;
    if (following.value) send({ kind: 'follow', rows: tailRows });
  }

  function pause(): void {
    if (!following.value) return;
    following.value = false;
    pausedAt.value = Date.now();
    if (!settling.settled) settling.found(null);
    send({ kind: 'follow', rows: 0 });
    rowWindow.fetch();
    place.keep();
  }

  function follow(): void {
    if (following.value) return;
    following.value = true;
    pausedAt.value = null;
    moved = true;
    // What came shows with the next update, which brings its rows: until then the old ones stay.
    send({ kind: 'follow', rows: tailRows });
    place.keep();
  }

  /** Changes parts of the filter. The selection stays where it is on the screen when it still matches. */
  function setFilter(part: Partial<ViewFilter>): void {
    const next = { ...filter.value, ...(part.channel !== undefined && { moreChannels: [] }), ...part };
    if (JSON.stringify(next) === JSON.stringify(filter.value)) return;
    filter.value = next;
    selection.clear();
    remake();
  }

  /** Makes the view anew, with the kept row where it is. */
  function remake(): void {
    if (settling.settled) probeAnchor();
    makeView(anchor, selected.value?.seq ?? null);
  }

  function probeAnchor(): Anchor | null {
    return (anchor = following.value ? null : (probe() ?? anchor));
  }

  function makeView(kept: Anchor | null, seq: number | null): void {
    view += 1;
    questions.forget();
    rowWindow.abandon();
    latest = null;
    moved = false;
    nextCursor = null;
    awaited = seq;
    settling.begin(following.value || (kept === null && seq === null) ? null : undefined);
    settled.value = false;
    send({ kind: 'view', view, filter: filter.value });
    if (mark.value !== '') send({ kind: 'mark', view, query: mark.value });
    if (columns.length > 0) send({ kind: 'columns', view, paths: [...columns] });
    send({ kind: 'follow', rows: following.value ? tailRows : 0 });
    histograms.again();
    const stay = kept ?? (following.value || seq === null ? null : { seq, offset: null });
    if (stay) findPlace(stay, kept !== null);
    if (seq !== null && stay?.seq !== seq) find(seq, (found) => takeCursor(found));
    selection.renew();
    place.keep();
  }

  /** The selected event has been found in the view, unless something else was selected meanwhile. */
  function takeCursor({ position, seq }: Found): void {
    if (position === null || seq === null || seq !== awaited) return;
    awaited = null;
    if (!settling.settled) nextCursor = position;
    else putCursor(position);
  }

  function putCursor(position: number): void {
    cursor.value = position;
    selected.value ??= rowWindow.at(position) ?? null;
  }

  function findPlace({ seq, offset }: { seq: number; offset: number | null }, nearest: boolean): void {
    questions.ask({ kind: 'find', seq, nearest }, (found) => {
      takeCursor(found);
      const target = found.position === null ? null : { position: found.position, offset };
      if (!settling.settled) {
        settling.found(target);
        if (latest) settleWhenReady(latest);
      } else if (!moved && !following.value && target) landing.value = target;
    });
  }

  function settleWhenReady(update: Update): void {
    const full = update.search === null || (tailRows > 0 && update.tail.length >= tailRows);
    const ready = following.value ? full : settling.place !== undefined;
    if (!ready && !settling.expired) return;
    const { first, end } = live.value;
    if (following.value || settling.expired || end === first) return settle();
    // The rows come first, so that the screen goes from the old ones to them at once.
    const position = settling.place?.position ?? end - 1;
    rowWindow.fetchAhead(position, { from: first, to: end }, () => settle(true));
  }

  /** Brings the new view onto the screen. */
  function settle(rowsAreHere = false): void {
    if (!latest) return;
    settling.end();
    settled.value = true;
    if (!rowsAreHere) rowWindow.clear();
    shown.value = live.value;
    cursor.value = nextCursor;
    // What is not found yet lies before everything that is.
    const { first, end } = live.value;
    const fallback = {
      position: settling.place === undefined ? first : Math.max(first, end - 1),
      offset: null,
    };
    if (!following.value) landing.value = settling.place ?? fallback;
    show(latest);
  }

  const find = (seq: number, done: (found: Found) => void): void =>
    questions.ask({ kind: 'find', seq, nearest: false }, done);

  /**
   * Selects the row at a position (clamped), and no other, and pauses, unless `goesOn`. Going past the end of a paused view
   * takes in what came.
   */
  function moveTo(position: number, goesOn = false): void {
    selection.clear();
    moveCursor(position, goesOn);
  }

  /** As `moveTo`, with all rows selected from where the cursor was when the selection began. */
  function extendTo(position: number): void {
    const before = cursor.value === null ? null : endAt(cursor.value);
    if (!moveCursor(position)) return;
    const here = endAt(cursor.value!);
    selection.extend(before ?? here, here);
  }

  /** Adds the row at a position to those that are selected, or takes it out; answers whether that was possible. */
  async function toggleAt(position: number): Promise<boolean> {
    const beside = selected.value;
    if (!moveCursor(position)) return true;
    return selected.value === null || selection.toggle(selected.value, beside);
  }

  /** Selects everything that shows now, and what the search of the history still finds before it. */
  function selectAll(): void {
    pause();
    const { first, end } = shown.value;
    if (settling.settled && end > first) selection.selectTo(endAt(end - 1));
  }

  const endAt = (position: number): SelectionEnd => ({
    position,
    seq: rowWindow.at(position)?.seq ?? null,
  });

  /** Moves the cursor within what is selected; false when there is no row to go to. */
  function moveCursor(position: number, goesOn = false): boolean {
    if (!goesOn) pause();
    if (!settling.settled) return false;
    moved = true;
    if (position >= shown.value.end && live.value.end > shown.value.end) shown.value = live.value;
    const { first, end } = shown.value;
    if (end <= first) return false;
    const to = Math.min(Math.max(position, first), end - 1);
    awaited = null;
    cursor.value = to;
    selected.value = rowWindow.at(to) ?? null;
    place.keep();
    return true;
  }

  function unselect(): void {
    awaited = null;
    nextCursor = null;
    cursor.value = null;
    selected.value = null;
    place.keep();
  }

  /** Query text whose matches are highlighted in the same view; empty for none. */
  function setMark(query: string): void {
    if (query === mark.value) return;
    mark.value = query;
    send({ kind: 'mark', view, query });
    rowWindow.renew();
    place.keep();
  }

  /** Rows have values of these paths of the payload from now on, as they come. */
  function setColumns(paths: readonly string[]): void {
    const before = columns;
    columns = [...paths];
    if (JSON.stringify(columns) === JSON.stringify(before)) return;
    send({ kind: 'columns', view, paths: [...columns] });
    if (columns.some((path) => !before.includes(path))) rowWindow.renew();
  }

  /**
   * Goes to the nearest gap, error, marked row, or event on the channel of the selected one; answers whether there is one.
   */
  function seek(
    what: 'gap' | 'error' | 'marked' | 'channel',
    direction: 'previous' | 'next',
    from: number,
  ): Promise<boolean> {
    const row = selected.value;
    const of = what === 'channel' && row ? { sourceId: row.sourceId, channel: row.channel } : undefined;
    return new Promise((resolve) => {
      questions.ask({ kind: 'seek', from, direction, what, ...(of && { of }) }, ({ position }) => {
        if (position !== null) moveTo(position);
        resolve(position !== null);
      });
    });
  }

  /**
   * Selects an event wherever it is, lifting the filter when that hides it, and then what is muted; false when it has left
   * the history.
   */
  function reveal(seq: number): Promise<boolean> {
    pause();
    return new Promise((resolve) => {
      const seekOn = (found: Found): void => {
        if (found.position !== null || !lift()) return resolve(land(found.position));
        settling.found(undefined);
        find(seq, seekOn);
      };
      find(seq, seekOn);
    });
  }

  /** Takes away the filter, or else the muting; false when neither hides anything. */
  function lift(): boolean {
    const hides = filtered.value || filter.value.mutedChannels.length > 0;
    if (!hides) return false;
    selected.value = null;
    if (filtered.value) clearFilter();
    else setFilter({ mutedChannels: [] });
    return true;
  }

  /**
   * Selects an event, or when the filter hides it the nearest one before it that shows, or else the first one after it; false
   * when nothing shows.
   */
  function goNear(seq: number): Promise<boolean> {
    pause();
    return new Promise((resolve) => {
      questions.ask({ kind: 'find', seq, nearest: true }, (found) => {
        const { position } = found;
        const isAfter = position !== null && found.seq !== null && found.seq > seq;
        resolve(land(isAfter ? Math.max(live.value.first, position - 1) : position));
      });
    });
  }

  /** Goes to a row that was found; false when there is none. */
  function land(position: number | null): boolean {
    if (!settling.settled) {
      settling.found(position === null ? null : { position, offset: null });
      settle();
    }
    if (position === null) return false;
    moveTo(position);
    landing.value = { position, offset: null };
    return true;
  }

  /** Matching events between two moments (epoch ms) in so many columns, over the whole history. */
  const histogram = (from: number, to: number, buckets: number): Promise<Histogram> =>
    histograms.ask({ from, to, buckets });

  /** The table tells that the person scrolled. */
  function noteMove(): void {
    moved = true;
    movedAt = performance.now();
    place.keep();
  }

  const setAnchor = (probes: typeof probe): void => void (probe = probes);
  function clearFilter(): void {
    const { comments, states, mutedChannels } = filter.value;
    setFilter({ ...EMPTY_FILTER, comments, states, mutedChannels });
  }
  const detail = (seq: number): Promise<EventDetail | null> => call('events.detail', seq);

  return {
    filter,
    mark,
    live,
    shown,
    search,
    rows: rowWindow.rows,
    following,
    pausedAt,
    cursor,
    selected,
    landing,
    types: facts.types,
    rate: facts.rate,
    totals: facts.totals,
    breaks: facts.breaks,
    matched,
    newCount,
    filtered,
    hueOf: (type: string) => facts.hues.of(type),
    placeOf: (type: string) => facts.hues.place(type),
    open,
    at: rowWindow.at,
    setTailRows,
    want: rowWindow.want,
    pause,
    follow,
    setFilter,
    clearFilter,
    setMark,
    setColumns,
    selection,
    moveTo,
    extendTo,
    toggleAt,
    selectAll,
    moveCursor,
    noteMove,
    unselect,
    seek,
    reveal,
    goNear,
    histogram,
    setAnchor,
    detail,
  };
});
