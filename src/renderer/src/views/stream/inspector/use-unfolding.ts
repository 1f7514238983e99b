import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { looksLikeJson } from './decodings/decode';
import { isContainer, kindOf, textOf, type JsonDocument } from './json-document';
import { nodeAt, pathOf, pathText, type JsonPath } from './json-path';
import { asSent, LONGEST_UNFOLDED, notUnfolded, unfold, type UnfoldedText } from './unfolded-text';

/** Most strings that are unfolded at a time. */
const MAX_UNFOLDED = 20;

export interface Unfolding {
  /** The text with what was unfolded. */
  readonly text: ComputedRef<string>;
  /** Containers that stand where a string was. */
  readonly nodes: ComputedRef<ReadonlySet<number>>;
  /** Reads the document of `text` as soon as it is there, for what is still to be unfolded in it. */
  follow(doc: Ref<JsonDocument | null>): void;
  /** Unfolds the string at a node, or makes a string of it again. */
  toggle(node: number): void;
  /** Whether the string at a node holds JSON that can be unfolded. */
  canUnfold(node: number): boolean;
  /** Whether a node stands within an unfolded string, where no query looks. */
  isWithin(node: number): boolean;
  /** The characters of a value as they were sent. */
  sourceOf(node: number): string;
}

/**
 * JSON inside strings of a JSON text, unfolded in place. What is unfolded stays so from event to event, by its path.
 *
 * @param onSplice the node at whose place rows come or go, before the document is read anew
 */
export function useUnfolding(data: Ref<string>, onSplice: (node: number) => void): Unfolding {
  const state = shallowRef<UnfoldedText>(notUnfolded(data.value));
  /** Outer ones before those inside them. */
  let paths: readonly JsonPath[] = [];
  let applied = 0;
  const followed = shallowRef<(() => JsonDocument | null) | null>(null);
  /** Never a copy, which would be of the event before for as long as nobody has looked: nodes are of the document that is shown. */
  const doc = computed(() => followed.value?.() ?? null);

  function restart(): void {
    applied = 0;
    state.value = notUnfolded(data.value);
  }
  watch(data, restart, { flush: 'sync' });

  function applyNext(): void {
    const document = doc.value;
    if (!document || document.source !== state.value.text) return;
    for (; applied < paths.length; applied++) {
      const node = nodeAt(document, paths[applied]!);
      if (node === null || !holdsJson(document, node)) continue;
      applied += 1;
      onSplice(node);
      state.value = unfold(
        state.value,
        document.start[node]!,
        document.end[node]!,
        textOf(document, node).trim(),
      );
      return;
    }
  }

  const nodes = computed(() => {
    const found = new Set<number>();
    const document = doc.value;
    if (document === null || state.value.splices.length === 0 || document.source !== state.value.text)
      return found;
    for (const path of paths) {
      const node = nodeAt(document, path);
      if (node !== null && isContainer(document, node)) found.add(node);
    }
    return found;
  });

  function holdsJson(document: JsonDocument, node: number): boolean {
    if (
      node >= document.count ||
      kindOf(document, node) !== 'string' ||
      document.source.length > LONGEST_UNFOLDED
    )
      return false;
    // With its quotes; most strings are told by their first character.
    const first = document.source.slice(document.start[node]! + 1, document.start[node]! + 12).trimStart()[0];
    if (first !== '{' && first !== '[' && first !== '\\') return false;
    return looksLikeJson(textOf(document, node));
  }

  function toggle(node: number): void {
    const document = doc.value;
    if (!document || node >= document.count) return;
    const path = pathOf(document, node);
    if (nodes.value.has(node)) {
      const gone = pathText(path);
      paths = paths.filter(
        (other) => other.length < path.length || pathText(other.slice(0, path.length)) !== gone,
      );
      onSplice(node);
      restart();
    } else if (holdsJson(document, node)) {
      paths = [...paths.slice(-MAX_UNFOLDED + 1), path];
      applied = paths.length - 1;
      applyNext();
    }
  }
  function isWithin(node: number): boolean {
    const document = doc.value;
    if (!document || nodes.value.size === 0) return false;
    for (let at = node; at >= 0; at = document.parent[at]!) if (nodes.value.has(at)) return true;
    return false;
  }
  return {
    text: computed(() => state.value.text),
    nodes,
    follow(read) {
      followed.value = () => read.value;
      watch(doc, applyNext, { immediate: true });
    },
    toggle,
    canUnfold: (node) => doc.value !== null && holdsJson(doc.value, node),
    isWithin,
    sourceOf(node) {
      const document = doc.value;
      return document && node < document.count
        ? asSent(state.value, document.start[node]!, document.end[node]!)
        : '';
    },
  };
}
