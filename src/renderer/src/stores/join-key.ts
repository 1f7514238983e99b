import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import type { CallResult } from '@shared/ipc';
import { parseQuery } from '@shared/query/parse';
import { printPath } from '@shared/query/print';
import type { EventDetail } from '@shared/stream-event';
import { call } from '../bridge';
import { joinValues, readPath, termOf, valueAt, type EventValue } from '../views/stream/join/event-values';
import { useFeed } from './feed';

/** Paths that are remembered, and values that a menu offers. */
const MAX_PATHS = 8;
const MAX_OFFERED = 3;

export type RelatedCount = CallResult<'history.count'>;

/**
 * The join key: a value of one event whose fellows are marked in the table, whatever source they came from. With
 * `follows` every selected event gives its own value at the path.
 */
export const useJoinKey = defineStore('join-key', () => {
  const feed = useFeed();
  const open = ref(false);
  /** Counts up when somebody wants to choose a path. */
  const wishes = ref(0);
  /** What is joined on; null before a path is chosen. */
  const path = shallowRef<readonly string[] | null>(null);
  /** What is related; null when the selected event has no value there, or none is selected. */
  const related = shallowRef<EventValue | null>(null);
  const follows = ref(false);
  const count = shallowRef<RelatedCount | null>(null);
  /** The selected event, as far as it is here. */
  const detail = shallowRef<EventDetail | null>(null);

  const stored = useLocalStorage<string[]>('streamgauge.join-paths', [], {
    serializer: { read: readPaths, write: (paths) => JSON.stringify(paths) },
    onError: () => undefined, // A window that cannot remember paths can still join.
  });
  /** Paths that were joined on, newest first, as text. */
  const recent = computed<readonly string[]>(() => stored.value);
  /** Values of the selected event that others may share, best first. */
  const offered = computed<readonly EventValue[]>(() => {
    if (!detail.value) return [];
    const known = recent.value.map(readPath).filter((known_) => known_ !== null);
    return joinValues(detail.value, known, MAX_OFFERED);
  });
  /** The same for an event by its `seq`: none unless it is the selected one. */
  const valuesOf = (seq: number): readonly EventValue[] => (detail.value?.seq === seq ? offered.value : []);
  const term = computed(() => (related.value ? termOf(related.value) : ''));

  /** Opens the bar, to choose a path there. */
  function choose(): void {
    open.value = true;
    wishes.value += 1;
  }

  /** Marks every event that has this value there. */
  function relate(value: EventValue): void {
    open.value = true;
    path.value = value.path;
    remember(value.path);
    mark(value);
  }

  /** Joins on another path: the selected event gives the value. */
  function joinOn(next: readonly string[]): void {
    open.value = true;
    path.value = next;
    remember(next);
    takeValue();
  }

  function followSelection(on: boolean): void {
    follows.value = on;
    if (on) takeValue();
  }

  /** The selected event, once all of it is here; null for none. */
  function look(next: EventDetail | null): void {
    detail.value = next;
    if (next && open.value && path.value && follows.value) takeValue();
  }

  function takeValue(): void {
    if (!path.value || !detail.value) return;
    const value = valueAt(detail.value, path.value);
    mark(value === undefined ? null : { path: path.value, value });
  }

  function mark(value: EventValue | null): void {
    if (value && related.value && termOf(value) === term.value && feed.mark === term.value) return;
    related.value = value;
    count.value = null;
    feed.setMark(term.value);
    if (value) void recount();
  }

  let counting = false;
  /** Counts the related events of the whole history, filter or not. One count is under way at a time. */
  async function recount(): Promise<void> {
    if (counting) return;
    counting = true;
    try {
      for (let asked: string | null = null; term.value !== '' && asked !== term.value;) {
        asked = term.value;
        const answer = await call('history.count', { ...EMPTY_FILTER, query: asked });
        if (asked === term.value) count.value = answer;
      }
    } catch {
      // The bar goes without a number until the next time.
    } finally {
      counting = false;
    }
  }

  /** Goes to the nearest related event of the view; answers whether there is one. */
  function step(direction: 'previous' | 'next'): Promise<boolean> {
    const from = feed.cursor ?? (direction === 'previous' ? feed.shown.end : feed.shown.first - 1);
    return feed.seek('marked', direction, from);
  }

  /** Shows the related events and nothing else, of whatever source or only of this one. */
  function filterToThem(sourceId?: string): void {
    if (term.value === '') return;
    const { comments, states } = feed.filter;
    const only = sourceId === undefined ? [] : [sourceId];
    feed.setFilter({ ...EMPTY_FILTER, sources: only, comments, states, query: term.value });
  }

  function close(): void {
    const own = term.value;
    open.value = false;
    follows.value = false;
    path.value = null;
    related.value = null;
    count.value = null;
    if (own !== '' && feed.mark === own) feed.setMark('');
  }

  function remember(used: readonly string[]): void {
    const text = printPath(used);
    stored.value = [text, ...stored.value.filter((other) => other !== text)].slice(0, MAX_PATHS);
  }

  // A window that was loaded again still has its mark.
  const marked = parseQuery(feed.mark, 0);
  if (marked.ok && marked.node.kind === 'field' && marked.node.match.kind === 'is') {
    open.value = true;
    path.value = marked.node.path;
    related.value = { path: marked.node.path, value: marked.node.match.value };
    if (term.value === feed.mark) void recount();
    else close();
  }

  // There is one mark: who marks something else has ended this.
  watch(
    () => feed.mark,
    (marked) => {
      if (open.value && related.value && marked !== term.value) close();
    },
  );

  return {
    open,
    wishes,
    path,
    related,
    follows,
    count,
    recent,
    valuesOf,
    term,
    choose,
    relate,
    joinOn,
    followSelection,
    look,
    recount,
    step,
    filterToThem,
    close,
  };
});

function readPaths(text: string): string[] {
  try {
    const read = JSON.parse(text) as unknown;
    if (!Array.isArray(read)) return [];
    return read
      .filter((path): path is string => typeof path === 'string' && readPath(path) !== null)
      .slice(0, MAX_PATHS);
  } catch {
    return [];
  }
}
