import {
  Binary,
  Braces,
  ChartLine,
  ChartNoAxesCombined,
  Columns3,
  Copy,
  EyeOff,
  Filter,
  Link,
  UnfoldVertical,
  Waypoints,
} from '@lucide/vue';
import { keysFor } from '../../../actions/key-bindings';
import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';

/** What the menu has to know of the chosen value. */
export interface TreeMenuFacts {
  /** A value is chosen. */
  readonly chosen: boolean;
  /** A query can ask for it. */
  readonly queryable: boolean;
  readonly isString: boolean;
  /** A container with something in it. */
  readonly foldable: boolean;
  readonly inner: 'none' | 'closed' | 'open';
  /** Null where no charts are offered; otherwise whether it is a number. */
  readonly charted: boolean | null;
}

/** What can be done with a value of the tree. */
export function treeMenu(facts: TreeMenuFacts): MenuEntry[] {
  const { chosen, queryable, isString, foldable, inner, charted } = facts;
  return [
    {
      id: 'copyValue',
      label: foldable ? t('inspector.tree.copySubtree') : t('inspector.tree.copyValue'),
      icon: Copy,
      keys: keysFor('value.copy'),
      disabled: !chosen,
    },
    {
      id: 'copyPath',
      label: t('inspector.tree.copyPath'),
      icon: Link,
      keys: keysFor('value.copy-path'),
      disabled: !chosen,
    },
    'separator',
    {
      id: 'filter',
      label: t('inspector.tree.filter'),
      icon: Filter,
      keys: keysFor('value.filter'),
      disabled: !queryable,
    },
    { id: 'exclude', label: t('inspector.tree.exclude'), icon: EyeOff, disabled: !queryable },
    {
      id: 'relate',
      label: t('inspector.tree.relate'),
      icon: Waypoints,
      keys: keysFor('value.relate'),
      disabled: !queryable,
    },
    'separator',
    { id: 'addColumn', label: t('inspector.tree.addColumn'), icon: Columns3, disabled: !queryable },
    ...(charted === null
      ? []
      : [
          {
            id: 'chart',
            label: t('inspector.tree.chart'),
            icon: ChartLine,
            keys: keysFor('value.chart'),
            disabled: !charted,
          },
          {
            id: 'chartAdd',
            label: t('inspector.tree.chartAdd'),
            icon: ChartNoAxesCombined,
            keys: keysFor('value.chart-add'),
            disabled: !charted,
          },
        ]),
    ...(isString ? [{ id: 'decode', label: t('inspector.decode.as'), icon: Binary }] : []),
    ...(inner === 'none'
      ? []
      : [
          {
            id: 'unfold',
            label: inner === 'open' ? t('inspector.tree.foldInner') : t('inspector.tree.unfoldInner'),
            icon: Braces,
          },
        ]),
    ...(foldable
      ? [
          {
            id: 'toggleBelow',
            label: t('inspector.tree.toggleBelow'),
            icon: UnfoldVertical,
            keys: keysFor('tree.unfold'),
          },
        ]
      : []),
  ];
}
