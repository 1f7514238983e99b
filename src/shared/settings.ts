import * as v from 'valibot';
import { historySettingsSchema, MAX_SAVED_QUERIES, savedQuerySchema } from './history';
import { ACCESS_MODES, SCENE_IDS, scenePaceSchema } from './hub';
import { isWebOrigin } from './web-origin';

/** Most web origins that the app's hub lets in. */
export const MAX_ALLOWED_ORIGINS = 20;

export const settingsSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark']), 'system'),
  /** Height of a table row, px. */
  rowHeight: v.optional(v.picklist([20, 24, 28]), 24),
  clock: v.optional(v.picklist(['local', 'utc']), 'local'),
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
  savedQueries: v.optional(v.pipe(v.array(savedQuerySchema), v.maxLength(MAX_SAVED_QUERIES)), []),
});

export type Settings = v.InferOutput<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = v.parse(settingsSchema, {});
