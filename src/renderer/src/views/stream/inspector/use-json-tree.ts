import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { isContainer, type JsonDocument } from './json-document';
import { nodeAt, pathOf, type JsonPath } from './json-path';
import {
  closedShape,
  firstShape,
  fullShape,
  revealing,
  toggled,
  visibleRows,
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
  /** Opens what hides a node, and chooses it. */
  reveal(node: number): void;
}

/** What is open and chosen in the tree of a document. The chosen path stays chosen in the next document that has it. */
export function useJsonTree(doc: Ref<JsonDocument | null>): JsonTreeModel {
  const shape = shallowRef<TreeShape>(closedShape());
  const active = shallowRef<number | null>(null);
  const full = shallowRef(false);
  let kept: JsonPath | null = null;

  watch(
    doc,
    (next) => {
      if (!next) {
        active.value = null;
        return;
      }
      shape.value = full.value ? fullShape(next) : firstShape(next);
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
    reveal,
  };
}
