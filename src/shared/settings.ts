import * as v from 'valibot';
import { historySettingsSchema, MAX_SAVED_QUERIES, savedQuerySchema } from './history';
import { ACCESS_MODES, SCENE_IDS, scenePaceSchema } from './hub';
import { LANGUAGES } from './language';
import { tableLayoutSchema } from './table-layout';
import { isWebOrigin } from './web-origin';

/** Most web origins that the app's hub lets in. */
export const MAX_ALLOWED_ORIGINS = 20;

/** Most tables whose columns are remembered, channels that are pinned or muted, and keys that are changed. */
export const MAX_TABLES = 100;
export const MAX_CHANNEL_MARKS = 500;
export const MAX_BINDINGS = 200;

/** A channel by its whole name, `''` for all of them, of a source, `''` for every one. */
const channelMarkSchema = v.object({
  sourceId: v.pipe(v.string(), v.maxLength(64)),
  channel: v.pipe(v.string(), v.maxLength(256)),
});
export type ChannelMark = v.InferOutput<typeof channelMarkSchema>;
const channelMarksSchema = v.pipe(v.array(channelMarkSchema), v.maxLength(MAX_CHANNEL_MARKS));

/** As `curl` takes them: scheme, host and port, and no credentials, which are a secret of single sources. */
const PROXY_ADDRESS = /^(?:https?|socks(?:4a?|5h?)?):\/\/[^/?#@\s]+\/?$/iu;
export const isProxyAddress = (text: string): boolean => PROXY_ADDRESS.test(text);

/** How sources whose own proxy is `system` reach the network; `system`: as the environment of the app says. */
const proxySchema = v.pipe(
  v.object({
    kind: v.optional(v.picklist(['system', 'none', 'manual']), 'system'),
    /** `http`, `https`, `socks4`, `socks4a`, `socks5`, `socks5h`; without credentials. Of `manual`. */
    url: v.optional(v.pipe(v.string(), v.maxLength(1_024)), ''),
    /** Hosts that are reached straight, in the format of `NO_PROXY`. Of `manual`. */
    except: v.optional(v.pipe(v.string(), v.maxLength(8_192)), ''),
  }),
  v.check(({ kind, url }) => kind !== 'manual' || isProxyAddress(url), 'proxy address'),
);
export type AppProxy = v.InferOutput<typeof proxySchema>;

/** `HH:MM` of a day of 24 hours. */
const timeOfDay = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u, 'time of day'));

/** Most sources that are muted. */
const MAX_MUTED_SOURCES = 200;

const notificationSettingsSchema = v.object({
  desktop: v.optional(v.boolean(), true),
  sound: v.optional(v.boolean(), true),
  /** The unread number on the app's icon, where the platform has one. */
  badge: v.optional(v.boolean(), true),
  /** Most desktop notifications a minute, in all; what is beyond is told as one. */
  perMinute: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)), 10),
  /** Until it is switched off: what arrives goes to the inbox and disturbs nobody. */
  doNotDisturb: v.optional(v.boolean(), false),
  /** Every day, in local time; over midnight when `to` is the earlier one. */
  quietHours: v.optional(
    v.object({
      on: v.optional(v.boolean(), false),
      from: v.optional(timeOfDay, '22:00'),
      to: v.optional(timeOfDay, '07:00'),
    }),
    {},
  ),
  /** Their events raise nothing and stay out of the inbox; they are received and kept. */
  mutedSources: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(MAX_MUTED_SOURCES)),
    [],
  ),
});
export type NotificationSettings = v.InferOutput<typeof notificationSettingsSchema>;

/** What a person can set. Kept in settings.json, read key by key: what cannot be used gets its usual value. */
export const settingsSchema = v.object({
  /** `system`: the first language of the system that the window speaks. */
  language: v.optional(v.picklist(['system', ...LANGUAGES]), 'system'),
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Height of a table row, px. */
  rowHeight: v.optional(v.picklist([20, 24, 28]), 24),
  /** Text size of data in tables, trees and frames, px. */
  dataSize: v.optional(v.pipe(v.number(), v.minValue(9), v.maxValue(18)), 11.5),
  uiFont: v.optional(v.picklist(['inter', 'system']), 'inter'),
  dataFont: v.optional(v.picklist(['jetbrains-mono', 'system']), 'jetbrains-mono'),
  /** Size of everything, per cent. */
  zoom: v.optional(v.pipe(v.number(), v.integer(), v.minValue(80), v.maxValue(200)), 100),
  clock: v.optional(v.picklist(['local', 'utc']), 'local'),
  /** What the time column of the event list says: the clock, how long ago, or the time since the row before. */
  rowTime: v.optional(v.picklist(['clock', 'relative', 'delta']), 'clock'),
  /** Opening a row stops following. Scrolling up always does. */
  pauseOnSelect: v.optional(v.boolean(), true),
  /** Scrolling down to the newest row follows again. */
  followAtEnd: v.optional(v.boolean(), false),
  /** Channels that show blink once when something comes. */
  blink: v.optional(v.boolean(), true),
  showDelta: v.optional(v.boolean(), true),
  /** Comments (heartbeats) as rows of their own. */
  showComments: v.optional(v.boolean(), false),
  reduceMotion: v.optional(v.picklist(['auto', 'on', 'off']), 'auto'),
  hub: v.optional(
    v.object({
      /** 0 takes any free port. */
      port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 0),
      /** ms between heartbeats on a quiet connection; 0 switches them off. */
      heartbeatMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000)), 15_000),
      /** Start with the app. */
      autoStart: v.optional(v.boolean(), false),
      /** Demo scenes by id, as they were left. */
      scenes: v.optional(
        v.record(v.picklist(SCENE_IDS), v.object({ running: v.boolean(), ...scenePaceSchema.entries })),
        {},
      ),
      access: v.optional(v.picklist(ACCESS_MODES), 'open'),
      /** Web origins whose pages may use the hub. */
      allowedOrigins: v.optional(
        v.pipe(v.array(v.pipe(v.string(), v.check(isWebOrigin))), v.maxLength(MAX_ALLOWED_ORIGINS)),
        [],
      ),
      /** Bounds of the log that clients can resume from, whichever is reached first. */
      historyEvents: v.optional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
        10_000,
      ),
      historyMegabytes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_024)), 16),
      /** Keep the log on disk, so that clients can resume over a restart. */
      persist: v.optional(v.boolean(), false),
    }),
    {},
  ),
  /** What became of connections, as rows of their own. */
  showStates: v.optional(v.boolean(), false),
  /** Bounds of the history on disk, whichever is reached first. */
  history: v.optional(historySettingsSchema, {}),
  /** The way to the network of all sources that have none of their own. */
  proxy: v.optional(proxySchema, {}),
  /** Columns of the event list by the source that is looked at alone; `''` for all of them together. */
  tables: v.optional(
    v.pipe(
      v.record(v.pipe(v.string(), v.maxLength(64)), tableLayoutSchema),
      v.check((tables) => Object.keys(tables).length <= MAX_TABLES),
    ),
    {},
  ),
  pinnedChannels: v.optional(channelMarksSchema, []),
  /** Their events stay out of the list and of what is announced; they are received and kept. */
  mutedChannels: v.optional(channelMarksSchema, []),
  keyboard: v.optional(
    v.object({
      /** Keys without a modifier work in lists (WCAG 2.1.4). */
      singleKeys: v.optional(v.boolean(), true),
      /** Keys of actions that are not the usual ones, by the action's id; none: the action has no key. */
      bindings: v.optional(
        v.pipe(
          v.record(
            v.pipe(v.string(), v.maxLength(64)),
            v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(4)),
          ),
          v.check((bindings) => Object.keys(bindings).length <= MAX_BINDINGS),
        ),
        {},
      ),
    }),
    {},
  ),
  /** How notifications and alerts of rules reach the person. */
  notifications: v.optional(notificationSettingsSchema, {}),
  desktop: v.optional(
    v.object({
      /** An icon in the tray, where the desktop has one, with the state of all sources. */
      tray: v.optional(v.boolean(), true),
      /** Closing the last window leaves the app in the tray. */
      closeToTray: v.optional(v.boolean(), false),
      startAtLogin: v.optional(v.boolean(), false),
      /** `usual`: none where the system's packages bring them, `latest` elsewhere. */
      updates: v.optional(v.picklist(['usual', 'off', 'latest', 'beta']), 'usual'),
    }),
    {},
  ),
  savedQueries: v.optional(v.pipe(v.array(savedQuerySchema), v.maxLength(MAX_SAVED_QUERIES)), []),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = v.parse(settingsSchema, {});
