import type { ViewName } from '@shared/window-opening';

/** Where keys work: in the whole window, or only while that part of it has the focus. */
export const PLACES = [
  'window',
  'events',
  'value',
  'query',
  'tree',
  'graph',
  'connections',
  'inbox',
  'form',
] as const;
export type Place = (typeof PLACES)[number];

export interface ActionFacts {
  /** Where its keys work. The first is where it is listed. */
  readonly places: readonly Place[];
  /** The usual ways to press it, each as key caps: `['Ctrl N']`, `['Down', 'J']`. */
  readonly keys: readonly string[];
  /** The view that has to show for it. Who asks for it elsewhere is taken there. */
  readonly view?: ViewName;
  /** False for what makes sense only with the focus in a list, such as going to its next row. */
  readonly palette?: false;
  /** A control answers its keys itself, as controls of its kind do everywhere: they cannot be changed. */
  readonly fixed?: true;
  /** The action of the window whose key means this one here. */
  readonly insteadOf?: string;
}

/**
 * Everything that can be done by a key or from the command palette. Titles are the messages `palette.action.<id>`; what an
 * action does is told by whoever can do it (`useActionHandlers`).
 */
export const ACTIONS = {
  'palette.open': { places: ['window'], keys: ['Ctrl K'], palette: false },
  'view.stream': { places: ['window'], keys: ['Ctrl 1'] },
  'view.connections': { places: ['window'], keys: ['Ctrl 2'] },
  'view.notifications': { places: ['window'], keys: ['Ctrl 3'] },
  'view.server': { places: ['window'], keys: ['Ctrl 4'] },
  'view.settings': { places: ['window'], keys: ['Ctrl ,'] },
  'query.focus': { places: ['window'], keys: ['/', 'Ctrl F'] },
  'query.save': { places: ['window'], keys: ['Ctrl S'], view: 'stream' },
  'query.clear': { places: ['window'], keys: [] },
  'source.add': { places: ['window'], keys: ['Ctrl N'] },
  'source.paste': { places: ['window'], keys: ['Ctrl V'], palette: false, fixed: true },
  'capture.open': { places: ['window'], keys: ['Ctrl O'] },
  'history.export': { places: ['window'], keys: ['Ctrl E'] },
  'history.clear': { places: ['window'], keys: [] },
  'recording.toggle': { places: ['window'], keys: ['Ctrl Shift R'] },
  'window.new': { places: ['window'], keys: ['Ctrl Shift N'] },
  'window.clone': { places: ['window'], keys: [] },
  'window.close': { places: ['window'], keys: ['Ctrl W'] },
  'pane.next': { places: ['window'], keys: ['F6'], palette: false },
  'pane.previous': { places: ['window'], keys: ['Shift F6'], palette: false },
  'pane.text': { places: ['window'], keys: [], view: 'stream' },
  'pane.charts': { places: ['window'], keys: [], view: 'stream' },
  'inspector.data': { places: ['window'], keys: ['Alt 1'], view: 'stream' },
  'inspector.raw': { places: ['window'], keys: ['Alt 2'], view: 'stream' },
  'inspector.diff': { places: ['window'], keys: ['Alt 3'], view: 'stream' },
  'inspector.timing': { places: ['window'], keys: ['Alt 4'], view: 'stream' },
  'inspector.text': { places: ['window'], keys: ['Alt 5'], view: 'stream' },
  'zoom.in': { places: ['window'], keys: ['Ctrl +', 'Ctrl ='] },
  'zoom.out': { places: ['window'], keys: ['Ctrl -'] },
  'zoom.reset': { places: ['window'], keys: ['Ctrl 0'] },
  'theme.choose': { places: ['window'], keys: [] },
  'language.choose': { places: ['window'], keys: [] },
  'environment.choose': { places: ['window'], keys: [] },
  'rows.height': { places: ['window'], keys: [] },
  'rows.time': { places: ['window'], keys: [] },
  'rows.clock': { places: ['window'], keys: [] },
  'rows.states': { places: ['window'], keys: [] },
  'rules.new': { places: ['window'], keys: [] },
  'rules.show': { places: ['window'], keys: [], view: 'notifications' },
  'diagnostics.save': { places: ['window'], keys: [] },
  'hub.demo': { places: ['window'], keys: [] },
  'hub.start': { places: ['window'], keys: [] },
  'hub.stop': { places: ['window'], keys: [] },
  'hub.drop': { places: ['window'], keys: [] },
  'shortcuts.show': { places: ['window'], keys: ['?', 'F1'] },

  'source.reconnect': { places: ['events', 'connections'], keys: ['R'] },
  'source.reconnect-all': { places: ['events', 'connections'], keys: ['Shift R'] },
  'source.pause': { places: ['connections'], keys: [] },
  'source.resume': { places: ['connections'], keys: [] },
  'source.only': { places: ['connections'], keys: [] },
  'source.connection': { places: ['connections'], keys: [] },
  'source.switch': { places: ['connections'], keys: [] },
  'source.edit': { places: ['connections'], keys: [] },
  'source.copy-address': { places: ['connections'], keys: [] },
  'source.copy-curl': { places: ['connections'], keys: [] },
  'source.copy-javascript': { places: ['connections'], keys: [] },
  'source.copy-python': { places: ['connections'], keys: [] },
  'source.remove': { places: ['connections'], keys: [] },

  'events.toggle-follow': { places: ['events'], keys: ['Space'], view: 'stream' },
  'events.previous': { places: ['events'], keys: ['Up', 'K'], palette: false },
  'events.next': { places: ['events'], keys: ['Down', 'J'], palette: false },
  'events.page-up': { places: ['events'], keys: ['PageUp'], palette: false },
  'events.page-down': { places: ['events'], keys: ['PageDown'], palette: false },
  'events.oldest': { places: ['events'], keys: ['Home'], view: 'stream' },
  'events.newest': { places: ['events'], keys: ['End'], view: 'stream' },
  'events.open': { places: ['events'], keys: ['Enter'], view: 'stream' },
  'events.close': { places: ['events'], keys: ['Esc'], palette: false },
  'events.previous-on-channel': { places: ['events'], keys: ['Shift K'], view: 'stream' },
  'events.next-on-channel': { places: ['events'], keys: ['Shift J'], view: 'stream' },
  'events.previous-gap': { places: ['events'], keys: ['['], view: 'stream' },
  'events.next-gap': { places: ['events'], keys: [']'], view: 'stream' },
  'events.previous-error': { places: ['events'], keys: ['E'], view: 'stream' },
  'events.next-error': { places: ['events'], keys: ['Shift E'], view: 'stream' },
  'events.previous-marked': { places: ['events'], keys: ['P'], view: 'stream' },
  'events.next-marked': { places: ['events'], keys: ['N'], view: 'stream' },
  'events.extend-previous': { places: ['events'], keys: ['Shift Up'], palette: false },
  'events.extend-next': { places: ['events'], keys: ['Shift Down'], palette: false },
  'events.extend-page-up': { places: ['events'], keys: ['Shift PageUp'], palette: false },
  'events.extend-page-down': { places: ['events'], keys: ['Shift PageDown'], palette: false },
  'events.extend-oldest': { places: ['events'], keys: ['Shift Home'], palette: false },
  'events.extend-newest': { places: ['events'], keys: ['Shift End'], palette: false },
  'events.select-all': { places: ['events'], keys: ['Ctrl A'], view: 'stream' },
  'events.copy': { places: ['events'], keys: ['Ctrl C'], view: 'stream' },
  'events.copy-json': { places: ['events'], keys: [] },
  'events.copy-frame': { places: ['events'], keys: [] },
  'events.comments': { places: ['events'], keys: ['H'] },
  'events.menu': { places: ['events'], keys: ['Shift F10', 'Menu'], palette: false },
  'channel.mute': { places: ['events'], keys: ['M'] },

  'value.filter': { places: ['value'], keys: ['F'], palette: false },
  'value.relate': { places: ['value'], keys: ['Shift F'], palette: false },
  'value.chart': { places: ['value'], keys: ['P'], palette: false },
  'value.chart-add': { places: ['value'], keys: ['Shift P'], palette: false },
  'value.copy': { places: ['value'], keys: ['Ctrl C'], palette: false },
  'value.copy-path': { places: ['value'], keys: ['Ctrl Shift C'], palette: false },

  'query.run': { places: ['query'], keys: ['Enter', 'Shift Enter'], palette: false, fixed: true },
  'query.suggest': { places: ['query'], keys: ['Ctrl Space'], palette: false, fixed: true },
  'query.past': { places: ['query'], keys: ['Alt Up', 'Alt Down'], palette: false, fixed: true },

  'tree.move': { places: ['tree'], keys: ['Up', 'Down'], palette: false, fixed: true },
  'tree.fold': { places: ['tree'], keys: ['Right', 'Left'], palette: false, fixed: true },
  'tree.ends': { places: ['tree'], keys: ['Home', 'End'], palette: false, fixed: true },
  'tree.choose': { places: ['tree'], keys: ['Enter', 'Space'], palette: false, fixed: true },
  'tree.add': { places: ['tree'], keys: ['Ctrl Enter', 'Alt Enter'], palette: false, fixed: true },
  'tree.unfold': { places: ['tree'], keys: ['*'], palette: false, fixed: true },
  'tree.menu': { places: ['tree'], keys: ['Shift F10', 'Menu'], palette: false, fixed: true },
  // With Alt, since letters alone are the beginning of a name to filter by.
  'tree.details': { places: ['tree'], keys: ['Alt I'], palette: false },
  'tree.mute': { places: ['tree'], keys: ['Alt M'], palette: false },
  'tree.pin': { places: ['tree'], keys: ['Alt P'], palette: false },

  'graph.move': { places: ['graph'], keys: ['Left', 'Right'], palette: false, fixed: true },
  'graph.stride': { places: ['graph'], keys: ['Shift Left', 'Shift Right'], palette: false, fixed: true },
  'graph.zoom': { places: ['graph'], keys: ['+', '-'], palette: false, fixed: true },
  'graph.clear': { places: ['graph'], keys: ['Esc'], palette: false, fixed: true },

  'inbox.previous': { places: ['inbox'], keys: ['Up', 'K'], palette: false },
  'inbox.next': { places: ['inbox'], keys: ['Down', 'J'], palette: false },
  'inbox.first': { places: ['inbox'], keys: ['Home'], palette: false },
  'inbox.last': { places: ['inbox'], keys: ['End'], palette: false },
  'inbox.open': { places: ['inbox'], keys: ['Enter'], palette: false },
  'inbox.close': { places: ['inbox'], keys: ['Esc'], palette: false },
  'inbox.toggle-read': { places: ['inbox'], keys: ['U'], palette: false },
  'inbox.pin': { places: ['inbox'], keys: ['P'], palette: false },
  'inbox.mute': { places: ['inbox'], keys: ['M'], palette: false },
  'inbox.remove': { places: ['inbox'], keys: ['Delete'], palette: false },
  'inbox.rule': { places: ['inbox'], keys: ['N'], palette: false },
  'inbox.search': {
    places: ['inbox'],
    keys: ['/', 'Ctrl F'],
    palette: false,
    insteadOf: 'query.focus',
  },
  'inbox.read-all': { places: ['inbox'], keys: [] },
  'notifications.dnd': { places: ['inbox'], keys: ['D'] },

  'form.confirm': { places: ['form'], keys: ['Ctrl Enter'], palette: false, fixed: true },
} as const satisfies Readonly<Record<string, ActionFacts>>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

/** What is known of an action. */
export const factsOf = (id: ActionId): ActionFacts => ACTIONS[id];
