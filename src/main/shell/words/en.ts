/**
 * What the operating system draws for the app: menus, the tray, notifications, file dialogs and message boxes. The page has a
 * catalogue of its own. English is complete by definition, its type holds the others to it.
 */
export const en = {
  /** How figures are written, BCP 47. */
  locale: 'en',
  menu: {
    about: 'About Streamgauge',
    settings: 'Settings…',
    services: 'Services',
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
    toFront: 'Bring all to front',
    help: 'Help',
    diagnostics: 'Save diagnostic bundle…',
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
    configuration: 'Streamgauge configuration',
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
    schema: 'Choose a JSON Schema or an AsyncAPI document',
    rules: 'Import rules',
    exportRules: 'Export rules',
    diagnostics: 'Save the diagnostic bundle',
    typescript: 'Save TypeScript types',
  },
  external: {
    question: (host: string): string => `Open ${host} in your browser?`,
    open: 'Open',
    cancel: 'Cancel',
  },
  /** A file that the desktop or a further start brings: asked before anything of it is taken. */
  offered: {
    capture: (name: string): string => `Import the events of “${name}”?`,
    captures: (files: number): string => `Import the events of ${files} files?`,
    captureDetail: 'They are shown as a capture of their own. Nothing is connected.',
    import: 'Import',
    configuration: (name: string): string => `Look at the configuration in “${name}”?`,
    configurationDetail:
      'You see what it would change before anything does. Its sources stay paused until you connect them.',
    look: 'Look at it',
    cancel: 'Cancel',
  },
  /** Of a window whose page hangs. */
  unresponsive: {
    message: 'The window does not answer.',
    detail: 'Sources and the server go on in the background.',
    wait: 'Wait',
    again: 'Load again',
  },
  tray: {
    open: 'Open Streamgauge',
    pauseAll: 'Pause all sources',
    resumeAll: 'Resume all sources',
    doNotDisturb: 'Do not disturb',
    quit: 'Quit',
    noSources: 'No sources yet',
    phases: {
      paused: 'paused',
      connecting: 'connecting',
      open: 'open',
      waiting: 'waiting to reconnect',
      stopped: 'stopped',
    },
    /** How many sources of how many are open. */
    openOf: (open: number, all: number): string =>
      `${open} of ${all} ${all === 1 ? 'source' : 'sources'} open`,
    inTrouble: (sources: number): string => `${sources} in trouble`,
    unread: (notifications: number): string => `${notifications} unread`,
    more: (sources: number): string => `${sources} more`,
    /** Said once, when the last window goes there. */
    hidden: {
      title: 'Streamgauge goes on in the tray',
      body: 'Sources stay connected. To end it, choose Quit in the menu of its icon.',
    },
  },
  /** Buttons of a notification. */
  notification: {
    show: 'Show',
    doNotDisturb: 'Do not disturb',
  },
  /** From the app's icon in the dock or the task bar. */
  icon: {
    newWindow: 'New window',
    startDemo: 'Start demo',
  },
  startFailed: 'Streamgauge cannot start',
};

export type ShellWords = typeof en;
