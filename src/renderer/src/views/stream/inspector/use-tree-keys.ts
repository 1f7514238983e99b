import type { ActionId } from '../../../actions/catalogue';
import { useKeyBindings } from '../../../actions/key-bindings';
import { actionOf } from '../../../actions/use-place-keys';
import { hasMainModifier } from '../../../ui/key-words';
import { isContainer, type JsonDocument } from './json-document';
import type { JsonRow, TreeShape } from './json-rows';

/** What the keys of a JSON tree look at. */
export interface TreeGround {
  readonly doc: JsonDocument;
  readonly rows: readonly JsonRow[];
  readonly shape: TreeShape;
  readonly active: number | null;
  /** Row of the chosen node; -1 for none. */
  readonly activeIndex: number;
  /** Rows that a page has. */
  readonly page: number;
  queryable(node: number): boolean;
  canUnfold(node: number): boolean;
  readonly charts: boolean;
}

/** What the keys do. */
export interface TreeDeeds {
  choose(node: number): void;
  toggle(node: number): void;
  toggleBelow(node: number): void;
  unfold(node: number): void;
  copyPath(node: number): void;
  copyValue(node: number): void;
  filter(node: number): void;
  relate(node: number): void;
  chart(node: number): void;
  /** Draws it beside what the newest chart has. */
  chartAdd(node: number): void;
}

/** The keyboard of a JSON tree: arrows as in any tree, and what can be done with the chosen value. */
export function useTreeKeys(
  look: () => TreeGround,
  deeds: TreeDeeds,
): { chooseFirst(): void; onKey(event: KeyboardEvent): void } {
  const bindings = useKeyBindings();

  /** Chooses the nearest node row at or beyond an index. */
  function chooseAt(index: number, direction: 1 | -1): void {
    const { rows } = look();
    for (let i = index; i >= 0 && i < rows.length; i += direction) {
      const row = rows[i]!;
      if (row.kind === 'node') return deeds.choose(row.node);
    }
  }

  function move(key: string): boolean {
    const { activeIndex: index, page, rows } = look();
    const last = rows.length - 1;
    if (key === 'ArrowDown') chooseAt(Math.min(last, index + 1), 1);
    else if (key === 'ArrowUp') chooseAt(index < 0 ? 0 : Math.max(0, index - 1), -1);
    else if (key === 'PageDown') chooseAt(Math.min(last, Math.max(0, index) + page), -1);
    else if (key === 'PageUp') chooseAt(Math.max(0, index - page), 1);
    else if (key === 'Home') chooseAt(0, 1);
    else if (key === 'End') chooseAt(last, -1);
    else return false;
    return true;
  }

  function fold(key: string, node: number): boolean {
    const { doc, shape, rows, canUnfold } = look();
    const foldable = isContainer(doc, node) && doc.children[node]! > 0;
    const open = shape.open.has(node);
    const parent = doc.parent[node]!;
    if (key === 'ArrowRight') {
      if (foldable && !open) deeds.toggle(node);
      else if (foldable) move('ArrowDown');
    } else if (key === 'ArrowLeft') {
      if (foldable && open) deeds.toggle(node);
      else if (rows.some((row) => row.kind === 'node' && row.node === parent)) deeds.choose(parent);
    } else if (key === 'Enter' || key === ' ') {
      if (foldable) deeds.toggle(node);
      else if (canUnfold(node)) deeds.unfold(node);
    } else if (key === '*') {
      if (foldable) deeds.toggleBelow(node);
    } else return false;
    return true;
  }

  /** What has keys that can be changed; false when it is none of it, or not for this value. */
  function withValue(id: ActionId | null, node: number): boolean {
    const { queryable, charts } = look();
    // Text that was marked with the pointer is what Ctrl C means then.
    if (id === 'value.copy' && String(getSelection()) === '') deeds.copyValue(node);
    else if (id === 'value.copy-path') deeds.copyPath(node);
    else if (id === 'value.filter' && queryable(node)) deeds.filter(node);
    else if (id === 'value.relate' && queryable(node)) deeds.relate(node);
    else if (id === 'value.chart' && charts) deeds.chart(node);
    else if (id === 'value.chart-add' && charts) deeds.chartAdd(node);
    else return false;
    return true;
  }

  /** Answers whether the key meant something here. */
  function press(event: KeyboardEvent): boolean {
    const { active } = look();
    if (active !== null && withValue(actionOf(event, 'value', bindings.actionAt), active)) return true;
    if (event.altKey || hasMainModifier(event) || (event.shiftKey && event.key !== '*')) return false;
    return move(event.key) || (active !== null && fold(event.key, active));
  }

  return {
    chooseFirst: () => chooseAt(0, 1),
    onKey(event) {
      if (!press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
