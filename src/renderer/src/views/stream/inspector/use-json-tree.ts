import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { isContainer, type JsonDocument } from './json-document';
import { nodeAt, pathOf, type JsonPath } from './json-path';
import {
  closedShape,
  firstShape,
  fullShape,
  levelShape,
  revealing,
  toggled,
  visibleRows,
  withBelow,
  withMore,
  type JsonRow,
  type TreeShape,
} from './json-rows';

export interface JsonTreeModel {
  readonly rows: ComputedRef<readonly JsonRow[]>;
  readonly shape: Readonly<ShallowRef<TreeShape>>;
  /** The chosen node, for the path bar and the keyboard. */
  readonly active: Readonly<ShallowRef<number | null>>;
  readonly allOpen: ComputedRef<boolean>;
  choose(node: number | null): void;
  toggle(node: number): void;
  more(node: number): void;
  toggleAll(): void;
  /** Opens so many levels and closes the rest; 1 shows the outermost values only. */
  openTo(level: number): void;
  /** Opens or closes a container with everything in it. */
  toggleBelow(node: number): void;
  /** Rows come or go at this node with the next document: what is open elsewhere stays so. */
  splice(node: number): void;
  /** Opens what hides a node, and chooses it. */
  reveal(node: number): void;
}

/**
 * What is open and chosen in the tree of a document. The chosen path stays chosen in the next document that has it.
 *
 * @param first is chosen to begin with
 */
export function useJsonTree(doc: Ref<JsonDocument | null>, first: JsonPath | null = null): JsonTreeModel {
  const shape = shallowRef<TreeShape>(closedShape());
  const active = shallowRef<number | null>(null);
  const full = shallowRef(false);
  let kept: JsonPath | null = first;
  let spliced: { readonly node: number; readonly next: number; readonly count: number } | null = null;

  watch(
    doc,
    (next) => {
      if (!next) {
        active.value = null;
        return;
      }
      shape.value = spliced
        ? withSplice(shape.value, spliced, next)
        : full.value
          ? fullShape(next)
          : firstShape(next);
      spliced = null;
      const node = kept && nodeAt(next, kept);
      active.value = node;
      if (node !== null) shape.value = revealing(next, shape.value, node);
    },
    { immediate: true },
  );

  const rows = computed(() => (doc.value ? visibleRows(doc.value, shape.value) : []));

  function choose(node: number | null): void {
    active.value = node;
    kept = node === null || !doc.value ? null : pathOf(doc.value, node);
  }
  function toggle(node: number): void {
    if (!doc.value || !isContainer(doc.value, node)) return;
    shape.value = toggled(shape.value, node);
    full.value = false;
  }
  function toggleAll(): void {
    if (!doc.value) return;
    full.value = !full.value;
    shape.value = full.value ? fullShape(doc.value) : closedShape();
  }
  function openTo(level: number): void {
    if (!doc.value) return;
    full.value = false;
    shape.value = levelShape(doc.value, level);
  }
  function toggleBelow(node: number): void {
    if (!doc.value) return;
    full.value = false;
    shape.value = withBelow(doc.value, shape.value, node, !shape.value.open.has(node));
  }
  function splice(node: number): void {
    if (doc.value) spliced = { node, next: doc.value.next[node]!, count: doc.value.count };
  }
  function more(node: number): void {
    shape.value = withMore(shape.value, node);
  }
  function reveal(node: number): void {
    if (!doc.value) return;
    shape.value = revealing(doc.value, shape.value, node);
    choose(node);
  }
  return {
    rows,
    shape,
    active,
    allOpen: computed(() => full.value),
    choose,
    toggle,
    more,
    toggleAll,
    openTo,
    toggleBelow,
    splice,
    reveal,
  };
}

/** A shape whose nodes behind a splice have other numbers in the new document; what was spliced in is open. */
function withSplice(
  { open, shown }: TreeShape,
  { node, next, count }: { readonly node: number; readonly next: number; readonly count: number },
  doc: JsonDocument,
): TreeShape {
  const by = doc.count - count;
  const moved = (at: number): number | null => (at <= node ? at : at < next ? null : at + by);
  const opened = new Set<number>();
  for (const at of open) {
    const to = moved(at);
    if (to !== null) opened.add(to);
  }
  if (isContainer(doc, node)) opened.add(node);
  const more = new Map<number, number>();
  for (const [at, children] of shown) {
    const to = moved(at);
    if (to !== null) more.set(to, children);
  }
  return { open: opened, shown: more };
}
