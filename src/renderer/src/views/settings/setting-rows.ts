import type { Settings } from '@shared/settings';
import type { MessageKey } from '../../i18n/i18n';

/** Sections of the settings, in their order. */
export const SECTION_IDS = [
  'appearance',
  'stream',
  'history',
  'environments',
  'network',
  'hub',
  'notifications',
  'desktop',
  'keyboard',
  'privacy',
  'configuration',
  'about',
] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** One thing that can be set or done: where it is, how it is called, and where its value lies. */
export interface SettingRowInfo {
  readonly section: SectionId;
  readonly label: MessageKey;
  readonly help?: MessageKey;
  /** Its value in the settings, for the way back to the usual one. Left out where that way needs a question. */
  readonly path?: readonly [keyof Settings, string?];
}

/** Every row, by the name that searches, `undo` and links know it by. */
export const SETTING_ROWS = {
  theme: { section: 'appearance', label: 'settings.theme.label', path: ['theme'] },
  language: {
    section: 'appearance',
    label: 'settings.language.label',
    help: 'settings.language.help',
    path: ['language'],
  },
  zoom: { section: 'appearance', label: 'settings.zoom.label', help: 'settings.zoom.help', path: ['zoom'] },
  uiFont: { section: 'appearance', label: 'settings.uiFont.label', path: ['uiFont'] },
  rowHeight: {
    section: 'appearance',
    label: 'settings.rowHeight.label',
    help: 'settings.rowHeight.help',
    path: ['rowHeight'],
  },
  dataFont: {
    section: 'appearance',
    label: 'settings.dataFont.label',
    help: 'settings.dataFont.help',
    path: ['dataFont'],
  },
  dataSize: {
    section: 'appearance',
    label: 'settings.dataSize.label',
    help: 'settings.dataSize.help',
    path: ['dataSize'],
  },
  motion: {
    section: 'appearance',
    label: 'settings.motion.label',
    help: 'settings.motion.help',
    path: ['reduceMotion'],
  },
  blink: {
    section: 'appearance',
    label: 'settings.blink.label',
    help: 'settings.blink.help',
    path: ['blink'],
  },

  rowTime: {
    section: 'stream',
    label: 'settings.rowTime.label',
    help: 'settings.rowTime.help',
    path: ['rowTime'],
  },
  clock: { section: 'stream', label: 'settings.clock.label', help: 'settings.clock.help', path: ['clock'] },
  delta: {
    section: 'stream',
    label: 'settings.delta.label',
    help: 'settings.delta.help',
    path: ['showDelta'],
  },
  pauseOnSelect: {
    section: 'stream',
    label: 'settings.pauseOnSelect.label',
    help: 'settings.pauseOnSelect.help',
    path: ['pauseOnSelect'],
  },
  followAtEnd: {
    section: 'stream',
    label: 'settings.followAtEnd.label',
    help: 'settings.followAtEnd.help',
    path: ['followAtEnd'],
  },
  comments: {
    section: 'stream',
    label: 'settings.comments.label',
    help: 'settings.comments.help',
    path: ['showComments'],
  },
  states: {
    section: 'stream',
    label: 'settings.states.label',
    help: 'settings.states.help',
    path: ['showStates'],
  },
  columns: { section: 'stream', label: 'settings.columns.label' },
  pinnedChannels: { section: 'stream', label: 'settings.pinnedChannels.label' },

  megabytes: { section: 'history', label: 'settings.history.size' },
  events: { section: 'history', label: 'settings.history.events', help: 'settings.history.eventsHelp' },
  days: { section: 'history', label: 'settings.history.age', help: 'settings.history.ageHelp' },
  clear: { section: 'history', label: 'settings.history.clear', help: 'settings.history.clearHelp' },
  undoClear: { section: 'history', label: 'settings.history.bringBack' },

  environment: {
    section: 'environments',
    label: 'settings.environments.chosen',
    help: 'settings.environments.chosenHelp',
  },
  processNames: {
    section: 'environments',
    label: 'settings.environments.letIn',
    help: 'settings.environments.letInHelp',
  },

  proxy: { section: 'network', label: 'settings.proxy.label', path: ['proxy'] },

  hubPort: { section: 'hub', label: 'settings.hub.port', path: ['hub', 'port'] },
  heartbeat: {
    section: 'hub',
    label: 'settings.hub.heartbeat',
    help: 'settings.hub.heartbeatHelp',
    path: ['hub', 'heartbeatMs'],
  },
  autoStart: {
    section: 'hub',
    label: 'settings.hub.autoStart',
    help: 'settings.hub.autoStartHelp',
    path: ['hub', 'autoStart'],
  },
  allowedOrigins: {
    section: 'hub',
    label: 'settings.hub.origins',
    help: 'settings.hub.originsHelp',
    path: ['hub', 'allowedOrigins'],
  },
  historyEvents: {
    section: 'hub',
    label: 'settings.hub.historyEvents',
    help: 'settings.hub.historyEventsHelp',
    path: ['hub', 'historyEvents'],
  },
  historyMegabytes: {
    section: 'hub',
    label: 'settings.hub.historyMegabytes',
    path: ['hub', 'historyMegabytes'],
  },
  persist: {
    section: 'hub',
    label: 'settings.hub.persist',
    help: 'settings.hub.persistHelp',
    path: ['hub', 'persist'],
  },

  doNotDisturb: {
    section: 'notifications',
    label: 'settings.notifications.dnd',
    help: 'settings.notifications.dndHelp',
    path: ['notifications', 'doNotDisturb'],
  },
  quietHours: {
    section: 'notifications',
    label: 'settings.notifications.quietHours',
    help: 'settings.notifications.quietHoursHelp',
    path: ['notifications', 'quietHours'],
  },
  desktopNotifications: {
    section: 'notifications',
    label: 'settings.notifications.desktop',
    help: 'settings.notifications.desktopHelp',
    path: ['notifications', 'desktop'],
  },
  perMinute: {
    section: 'notifications',
    label: 'settings.notifications.perMinute',
    help: 'settings.notifications.perMinuteHelp',
    path: ['notifications', 'perMinute'],
  },
  sound: {
    section: 'notifications',
    label: 'settings.notifications.sound',
    help: 'settings.notifications.soundHelp',
    path: ['notifications', 'sound'],
  },
  badge: {
    section: 'notifications',
    label: 'settings.notifications.badge',
    help: 'settings.notifications.badgeHelp',
    path: ['notifications', 'badge'],
  },
  mutedSources: { section: 'notifications', label: 'settings.notifications.mutedSources' },
  mutedChannels: { section: 'notifications', label: 'settings.mutedChannels.label' },

  tray: {
    section: 'desktop',
    label: 'settings.desktop.tray',
    help: 'settings.desktop.trayHelp',
    path: ['desktop', 'tray'],
  },
  closeToTray: {
    section: 'desktop',
    label: 'settings.desktop.closeToTray',
    help: 'settings.desktop.closeToTrayHelp',
    path: ['desktop', 'closeToTray'],
  },
  startAtLogin: {
    section: 'desktop',
    label: 'settings.desktop.startAtLogin',
    help: 'settings.desktop.startAtLoginHelp',
    path: ['desktop', 'startAtLogin'],
  },

  singleKeys: {
    section: 'keyboard',
    label: 'settings.keyboard.singleKeys',
    help: 'settings.keyboard.singleKeysHelp',
    path: ['keyboard', 'singleKeys'],
  },
  bindings: { section: 'keyboard', label: 'settings.keyboard.bindings', path: ['keyboard', 'bindings'] },

  dataPath: { section: 'privacy', label: 'settings.privacy.where' },
  secrets: { section: 'privacy', label: 'settings.privacy.secrets' },
  nothingSent: {
    section: 'privacy',
    label: 'settings.privacy.nothingSent',
    help: 'settings.privacy.nothingSentHelp',
  },

  exportConfiguration: {
    section: 'configuration',
    label: 'settings.configuration.export',
    help: 'settings.configuration.exportHelp',
  },
  importConfiguration: {
    section: 'configuration',
    label: 'settings.configuration.import',
    help: 'settings.configuration.importHelp',
  },
  undoImport: { section: 'configuration', label: 'settings.configuration.undo' },

  versions: { section: 'about', label: 'settings.about.versions' },
  diagnostics: {
    section: 'about',
    label: 'settings.diagnostics.label',
    help: 'settings.diagnostics.help',
  },
  updates: {
    section: 'about',
    label: 'settings.updates.label',
    help: 'settings.updates.help',
    path: ['desktop', 'updates'],
  },
} as const satisfies Readonly<Record<string, SettingRowInfo>>;

export type RowId = keyof typeof SETTING_ROWS;

export const rowInfo = (row: RowId): SettingRowInfo => SETTING_ROWS[row];
export const ROW_IDS = Object.keys(SETTING_ROWS) as RowId[];
export const isRowId = (name: string): name is RowId => Object.hasOwn(SETTING_ROWS, name);
