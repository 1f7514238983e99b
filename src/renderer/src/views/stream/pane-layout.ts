import type { DockPane } from '../../stores/dock';

/** Sizes of panes, px. */
export interface PaneSizes {
  readonly sidebar: number;
  readonly inspector: number;
  readonly text: number;
  /** Height of what is docked under the list of events in narrow windows. */
  readonly dock: number;
  readonly charts: number;
}

export interface PaneRoom {
  /** Of the view, px. */
  readonly width: number;
  readonly height: number;
  /** The window is too narrow for panes on the right. */
  readonly narrow: boolean;
  /** Height of what stands over the first row of the list, px. */
  readonly bars: number;
  /** px */
  readonly rowHeight: number;
}

export interface OpenPanes {
  readonly inspector: boolean;
  readonly text: boolean;
  readonly charts: boolean;
  /** Only the head of the charts is open. */
  readonly folded: boolean;
}

export interface PaneLayout {
  /** Where inspector and text are: right of the list, under it, or over it where neither leaves enough of it. */
  readonly place: 'side' | 'under' | 'over';
  /** Panes that take turns in that place, if there are several. */
  readonly turns: readonly DockPane[];
  /** Inspector and text stand next to each other. */
  readonly beside: boolean;
  /** The charts have a place of their own under the list. */
  readonly chartsApart: boolean;
  readonly sizes: PaneSizes;
  readonly most: PaneSizes;
}

export const LEAST: PaneSizes = { sidebar: 200, inspector: 300, text: 320, dock: 140, charts: 120 };
export const MOST: PaneSizes = { sidebar: 400, inspector: 640, text: 800, dock: 640, charts: 640 };
const USUAL: PaneSizes = { sidebar: 248, inspector: 344, text: 420, dock: 216, charts: 236 };
/** What differs in narrow windows: a text has its list beside it there, and the sidebar sheds columns. */
const NARROW_SIDEBAR = 208;
const DOCKED_TEXT = 264;

/** Rows of the list that stay visible; in windows too low for them, half of what there is. */
export const LEAST_ROWS = 8;
/** Width of the list that stays, px; next to two panes there is more to tell about each event. */
const LEAST_LIST = 420;
const LIST_NEXT_TO_TWO = 640;
/** Heights that two docked panes need to be of use above each other, px. */
const DOCK_UNDER_CHARTS = 180;
const CHARTS_OVER_DOCK = 148;
const CHARTS_HEAD = 36;
/** Height of the tabs of panes that take turns, px. */
export const DOCK_TABS = 32;

const clamp = (value: number, least: number, most: number): number =>
  Math.max(Math.min(value, most), Math.min(least, most));

/**
 * Where the panes of the stream go, and how large they are: what was wished for (null: the usual size), as far as it
 * leaves enough of the list of events.
 */
export function layPanes(
  room: PaneRoom,
  open: OpenPanes,
  wished: { readonly [pane in keyof PaneSizes]: number | null },
): PaneLayout {
  const rows = Math.min(LEAST_ROWS * room.rowHeight, (room.height - room.bars) / 2);
  const spare = Math.max(0, Math.floor(room.height - room.bars - rows));
  return room.narrow ? layNarrow(room, open, wished, spare) : layWide(room, open, wished, spare);
}

type Wished = Parameters<typeof layPanes>[2];

function layWide(room: PaneRoom, open: OpenPanes, wished: Wished, spare: number): PaneLayout {
  const sidebarWished = clamp(wished.sidebar ?? USUAL.sidebar, LEAST.sidebar, MOST.sidebar);
  const both = open.inspector && open.text;
  const inspectorWished = clamp(wished.inspector ?? USUAL.inspector, LEAST.inspector, MOST.inspector);
  const textWished = clamp(wished.text ?? USUAL.text, LEAST.text, MOST.text);
  const beside = both && room.width >= sidebarWished + inspectorWished + textWished + LIST_NEXT_TO_TWO;
  // The panes on the right give way first, then the sidebar.
  const free = room.width - sidebarWished - LEAST_LIST;
  const most: PaneSizes = {
    sidebar: clamp(
      room.width - LEAST_LIST - (open.inspector || open.text ? LEAST.text : 0),
      200,
      MOST.sidebar,
    ),
    inspector: clamp(free - (beside ? textWished : 0), LEAST.inspector, MOST.inspector),
    text: clamp(free - (beside ? inspectorWished : 0), LEAST.text, MOST.text),
    dock: MOST.dock,
    charts: clamp(spare, LEAST.charts, MOST.charts),
  };
  return {
    place: 'side',
    turns: both && !beside ? ['inspector', 'text'] : [],
    beside,
    chartsApart: open.charts,
    most,
    sizes: {
      sidebar: Math.min(sidebarWished, most.sidebar),
      inspector: Math.min(inspectorWished, most.inspector),
      text: Math.min(textWished, most.text),
      dock: USUAL.dock,
      charts: clamp(wished.charts ?? USUAL.charts, LEAST.charts, most.charts),
    },
  };
}

function layNarrow(room: PaneRoom, open: OpenPanes, wished: Wished, spare: number): PaneLayout {
  const docked: DockPane[] = [
    ...(open.inspector ? (['inspector'] as const) : []),
    ...(open.text ? (['text'] as const) : []),
  ];
  const chartsNeed = open.folded ? CHARTS_HEAD : CHARTS_OVER_DOCK;
  const chartsApart =
    open.charts &&
    (docked.length === 0 ? spare >= LEAST.charts || open.folded : spare >= DOCK_UNDER_CHARTS + chartsNeed);
  if (open.charts && !chartsApart) docked.push('charts');

  const forDock = spare - (chartsApart ? chartsNeed : 0);
  const over = docked.length > 0 && forDock < LEAST.dock;
  const mostDock = clamp(forDock, LEAST.dock, MOST.dock);
  const usual = (open.text ? DOCKED_TEXT : USUAL.dock) + (docked.length > 1 ? DOCK_TABS : 0);
  const dock = clamp(wished.dock ?? usual, LEAST.dock, mostDock);
  const mostCharts = clamp(spare - (docked.length > 0 ? dock : 0), LEAST.charts, MOST.charts);
  const most: PaneSizes = {
    ...MOST,
    sidebar: clamp(room.width - LEAST_LIST, LEAST.sidebar, MOST.sidebar),
    dock: mostDock,
    charts: mostCharts,
  };
  return {
    place: over ? 'over' : 'under',
    turns: docked.length > 1 ? docked : [],
    beside: false,
    chartsApart,
    most,
    sizes: {
      sidebar: clamp(wished.sidebar ?? NARROW_SIDEBAR, LEAST.sidebar, most.sidebar),
      inspector: USUAL.inspector,
      text: USUAL.text,
      dock,
      charts: clamp(wished.charts ?? USUAL.charts, LEAST.charts, mostCharts),
    },
  };
}
