import { toJsonSchema } from '@valibot/to-json-schema';
import { settingsSchema } from '@shared/settings';

/** As much of JSON Schema as the settings need. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly default?: unknown;
}

/** What each value is for. A test holds them against the schema. */
export const MEANINGS: Readonly<Record<string, string>> = {
  language: 'Language of the window; `system` is the first of the system that it speaks.',
  theme: 'Light, dark, or as the system has it.',
  rowHeight: 'Height of a table row, px.',
  dataSize: 'Text size of data in tables, trees and frames, px.',
  uiFont: 'Font of the interface.',
  dataFont: 'Font of data.',
  zoom: 'Size of everything, per cent.',
  clock: 'Times of day in the zone of the machine or in UTC.',
  rowTime: 'What the time column says: the clock, the age, or the time since the row before.',
  pauseOnSelect: 'Opening a row stops following.',
  followAtEnd: 'Scrolling down to the newest row follows again.',
  blink: 'Channels that show blink once when something comes.',
  showDelta: 'The column with the time since the row before.',
  showComments: 'Comments (heartbeats) as rows of their own.',
  showStates: 'What became of connections, as rows of their own.',
  reduceMotion: 'Less motion; `auto` does as the system says.',
  'proxy.kind':
    'The way to the network of sources that have none of their own; `system`: as the environment of the app says.',
  'proxy.url': 'Address of the proxy with scheme, host and port, without credentials. Of `manual`.',
  'proxy.except': 'Hosts that are reached straight, in the format of `NO_PROXY`. Of `manual`.',
  'hub.port': 'Port of the hub; 0 takes any free one.',
  'hub.heartbeatMs': 'ms between heartbeats on a quiet connection; 0 switches them off.',
  'hub.autoStart': 'Start the hub with the app.',
  'hub.scenes': 'Demo scenes by id, as they were left.',
  'hub.access': 'Who may use the hub.',
  'hub.allowedOrigins': 'Web origins whose pages may use the hub.',
  'hub.historyEvents': 'Events that clients of the hub can resume from.',
  'hub.historyMegabytes': 'Memory for them, MiB; whichever bound is reached first.',
  'hub.persist': 'Keep them on disk, so that clients can resume over a restart.',
  'history.megabytes': 'Size of the history on disk, MB.',
  'history.events': 'Events of all sources together; 0 sets no bound.',
  'history.days': 'Age by arrival; 0 sets no bound.',
  tables:
    'Columns of the event list by the id of the source that is looked at alone; an empty name for all of them together.',
  pinnedChannels: 'Channels that stay at the top of the tree.',
  mutedChannels:
    'Channels whose events stay out of the list and of what is announced; they are received and kept.',
  'keyboard.singleKeys': 'Keys without a modifier work in lists.',
  'keyboard.bindings':
    'Keys of actions that are not the usual ones, by the id of the action; an empty list takes it off the keyboard.',
  'notifications.desktop': 'Desktop notifications.',
  'notifications.sound': 'Sounds of rules.',
  'notifications.badge': 'The unread number on the icon of the app, where the platform has one.',
  'notifications.perMinute': 'Most desktop notifications a minute; what is beyond is told as one.',
  'notifications.doNotDisturb': 'What arrives goes to the inbox and disturbs nobody.',
  'notifications.quietHours.on': 'The same every day between two times.',
  'notifications.quietHours.from': 'Local time, `HH:MM`.',
  'notifications.quietHours.to': 'Local time, `HH:MM`; earlier than `from`: over midnight.',
  'notifications.mutedSources': 'Ids of sources that raise nothing; their events are received and kept.',
  'desktop.tray': 'An icon in the tray with the state of all sources, where the desktop has one.',
  'desktop.closeToTray': 'Closing the last window leaves the app in the tray, where that can be seen.',
  'desktop.startAtLogin': 'Start with the session.',
  'desktop.updates':
    'Updates that are looked for; `usual`: none where a package manager brings them, releases elsewhere.',
  savedQueries: 'Queries with a name.',
};

export interface SettingFact {
  readonly path: string;
  readonly values: string;
  readonly usual: string;
}

/** Every value of settings.json, in the order of the schema. Objects whose keys are given are taken apart, others are one value. */
export function settingFacts(): SettingFact[] {
  const schema = toJsonSchema(settingsSchema, { errorMode: 'ignore' }) as unknown as Schema;
  return Object.entries(schema.properties ?? {}).flatMap(([key, part]) => factsOf(key, part, part.default));
}

function factsOf(path: string, schema: Schema, usual: unknown): SettingFact[] {
  const { properties } = schema;
  if (!properties) return [{ path, values: valuesOf(schema), usual: JSON.stringify(usual) }];
  const inside = (usual ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(properties).flatMap(([key, part]) =>
    factsOf(`${path}.${key}`, part, inside[key] ?? part.default),
  );
}

function valuesOf({
  type,
  enum: choices,
  minimum,
  maximum,
  items,
  maxItems,
  additionalProperties,
}: Schema): string {
  if (choices) return choices.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'number' || type === 'integer') {
    return `${type === 'integer' ? 'whole number' : 'number'}, ${minimum ?? ''} to ${maximum ?? ''}`;
  }
  if (type === 'array')
    return `list of ${items?.type ?? 'values'}s${maxItems === undefined ? '' : `, at most ${maxItems}`}`;
  if (type === 'object') return additionalProperties ? 'object by name' : 'object';
  return 'text';
}

/** The table of docs/settings.md. */
export function settingsMarkdown(): string {
  const rows = settingFacts().map(
    ({ path, values, usual }) => `| \`${path}\` | ${values} | \`${usual}\` | ${MEANINGS[path] ?? ''} |`,
  );
  return ['| Key | Values | Usual | Meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
