/**
 * What the operating system draws for the app: the application menu, menus of text, its file dialogs and message boxes. The
 * page has a catalogue of its own. English is complete by definition, its type holds the others to it.
 */
export const en = {
  menu: {
    about: 'About Streamgauge',
    settings: 'Settings…',
    hide: 'Hide Streamgauge',
    hideOthers: 'Hide others',
    showAll: 'Show all',
    quit: 'Quit Streamgauge',
    file: 'File',
    newWindow: 'New window',
    addSource: 'Add source…',
    open: 'Open…',
    export: 'Export…',
    closeWindow: 'Close window',
    edit: 'Edit',
    view: 'View',
    stream: 'Stream',
    connections: 'Connections',
    notifications: 'Notifications',
    server: 'Server',
    usualSize: 'Usual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fullScreen: 'Full screen',
    reload: 'Load again',
    developerTools: 'Developer tools',
    window: 'Window',
    minimise: 'Minimise',
    zoom: 'Zoom',
  },
  edit: {
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
  },
  files: {
    all: 'All files',
    streams: 'Event streams',
    text: 'Text',
    kind: { ndjson: 'NDJSON', csv: 'CSV', raw: 'Event stream', har: 'HTTP archive' },
  },
  ask: {
    open: 'Open',
    export: 'Export',
    save: 'Save',
    captures: 'Open captures',
    recording: 'Import a recording',
    configuration: 'Import a configuration',
    exportEvents: 'Export events',
    exportConfiguration: 'Export the configuration',
    chart: 'Save chart',
    certificate: 'Choose a client certificate',
    'private-key': 'Choose a private key',
    authorities: 'Choose certificates to trust',
    body: 'Choose a body to send',
  },
  external: {
    question: (host: string): string => `Open ${host} in your browser?`,
    open: 'Open',
    cancel: 'Cancel',
  },
  crash: {
    /** Of a window whose page ended again and again. */
    message: 'The window has stopped four times within a minute.',
    /** @param reason as Chromium calls it */
    detail: (reason: string): string =>
      `The last reason was “${reason}”. Sources and the server go on in the background.`,
    again: 'Load again',
    quit: 'Quit',
  },
  startFailed: 'Streamgauge cannot start',
};

export type ShellWords = typeof en;
