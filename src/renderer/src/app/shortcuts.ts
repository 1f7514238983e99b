export interface Shortcut {
  /** Ways to press it, each as key caps: `['Ctrl N']`, `['Down', 'J']`. */
  readonly keys: readonly string[];
  readonly does: string;
}
export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** Exactly what works. Single letters work only while the list they belong to has the focus. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: 'Anywhere',
    shortcuts: [
      { keys: ['Ctrl 1'], does: 'Stream' },
      { keys: ['Ctrl 2'], does: 'Connections' },
      { keys: ['Ctrl 3'], does: 'Notifications' },
      { keys: ['Ctrl 4'], does: 'Server' },
      { keys: ['Ctrl ,'], does: 'Settings' },
      { keys: ['Ctrl N'], does: 'Add source' },
      { keys: ['F6', 'Shift F6'], does: 'Next, previous pane' },
      { keys: ['/'], does: 'Filter the events' },
      { keys: ['Ctrl S'], does: 'Save the query' },
      { keys: ['Ctrl E'], does: 'Export events' },
      { keys: ['Ctrl O'], does: 'Open a capture' },
      { keys: ['Ctrl Enter'], does: 'Add, save, publish' },
      { keys: ['?'], does: 'This list' },
    ],
  },
  {
    title: 'Notifications',
    shortcuts: [
      { keys: ['Up', 'K'], does: 'Previous notification' },
      { keys: ['Down', 'J'], does: 'Next notification' },
      { keys: ['Enter'], does: 'Open, then show in the stream' },
      { keys: ['U'], does: 'Mark unread' },
    ],
  },
  {
    title: 'Event list',
    shortcuts: [
      { keys: ['Space'], does: 'Pause or follow' },
      { keys: ['Up', 'K'], does: 'Previous event' },
      { keys: ['Down', 'J'], does: 'Next event' },
      { keys: ['PageUp', 'PageDown'], does: 'One page up, down' },
      { keys: ['Shift Up', 'Shift Down'], does: 'Select up to the previous, next event' },
      { keys: ['Shift PageUp', 'Shift PageDown'], does: 'Select a page' },
      { keys: ['Shift Home', 'Shift End'], does: 'Select up to the oldest, newest event' },
      { keys: ['Ctrl A'], does: 'Select all that is shown' },
      { keys: ['Home'], does: 'Oldest event' },
      { keys: ['End'], does: 'Newest event, and follow' },
      { keys: ['Enter'], does: 'Open the inspector' },
      { keys: ['Esc'], does: 'Clear the selection, then close the inspector' },
      { keys: ['[', ']'], does: 'Previous, next gap' },
      { keys: ['E', 'Shift E'], does: 'Previous, next error' },
      { keys: ['N', 'P'], does: 'Next, previous highlighted event' },
      { keys: ['H'], does: 'Show or hide heartbeats' },
      { keys: ['Ctrl C'], does: 'Copy the data of what is selected' },
      { keys: ['Shift F10'], does: 'Menu of the event' },
    ],
  },
  {
    title: 'Query',
    shortcuts: [
      { keys: ['Enter', 'Shift Enter'], does: 'Run it; when highlighting, next, previous match' },
      { keys: ['Ctrl Space'], does: 'Suggestions' },
      { keys: ['Alt Up', 'Alt Down'], does: 'Earlier, later queries' },
    ],
  },
  {
    title: 'Time graph',
    shortcuts: [
      { keys: ['Left', 'Right'], does: 'Set or move a time range; on an edge, resize it' },
      { keys: ['Shift Left', 'Shift Right'], does: 'Ten columns at once' },
      { keys: ['+', '-'], does: 'Zoom in, out' },
      { keys: ['Esc'], does: 'Take the time range away' },
    ],
  },
  {
    title: 'Channel tree',
    shortcuts: [
      { keys: ['Up', 'Down'], does: 'Previous, next channel' },
      { keys: ['Right', 'Left'], does: 'Open, close a branch' },
      { keys: ['Home', 'End'], does: 'First, last channel' },
      { keys: ['Enter', 'Space'], does: 'Only this channel, or all' },
      { keys: ['I'], does: 'What is known of the channel' },
    ],
  },
  {
    title: 'Inspector',
    shortcuts: [
      { keys: ['Alt 1', 'Alt 2'], does: 'Data, raw frame' },
      { keys: ['F'], does: 'Filter by the chosen value' },
      { keys: ['Shift F'], does: 'Highlight events with the chosen value' },
      { keys: ['Ctrl C', 'Ctrl Shift C'], does: 'Copy the chosen value, its path' },
    ],
  },
];
