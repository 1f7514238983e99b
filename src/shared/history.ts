/** The history on disk: its limits, what it says of itself, what was imported into it, and work on it that takes a while. */
import * as v from 'valibot';
import type { Problem } from './errors';
import { viewFilterSchema } from './feed';
import type { LastValue } from './feed';

const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Bounds of what is kept; 0 does not bind. Whole segment files go at a time, so a little more may be kept. */
export const retentionSchema = v.object({
  /** MB of the raw frames (of a source) or on disk with the indexes (of everything). */
  megabytes: v.optional(whole(0, 1_000_000), 0),
  events: v.optional(whole(0, 1_000_000_000), 0),
  days: v.optional(whole(0, 3_650), 0),
});
export type Retention = v.InferOutput<typeof retentionSchema>;

/** Of everything together there is always a bound in bytes. */
export const historySettingsSchema = v.object({
  megabytes: v.optional(whole(16, 1_000_000), 2_000),
  events: v.optional(whole(0, 1_000_000_000), 0),
  days: v.optional(whole(0, 3_650), 30),
});
export type HistorySettings = v.InferOutput<typeof historySettingsSchema>;

export const MAX_SAVED_QUERIES = 100;
/** A query with a name, for the menu of the query bar. The text is kept, so `time:>-10m` stays ten minutes. */
export const savedQuerySchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  query: v.pipe(v.string(), v.minLength(1), v.maxLength(4_000)),
});
export type SavedQuery = v.InferOutput<typeof savedQuerySchema>;

/** Pushed at most once a second while anything changes. */
export interface HistoryState {
  /** Whether events are kept on disk. When not, `problem` says why, and only the newest are there. */
  readonly kept: boolean;
  readonly problem: Problem | null;
  readonly events: number;
  /** On disk, with the indexes. */
  readonly bytes: number;
  /** Of this run. */
  readonly stored: number;
  readonly evicted: number;
  readonly dropped: number;
  /** Events that only stay because they are the newest of their channel. */
  readonly carried: number;
  /** Segments whose index is still being made; they are searched more slowly. */
  readonly unindexed: number;
  /** Bytes that wait to be written. */
  readonly waitingBytes: number;
  /** Events by what is wrong with them, of those that are kept: see `EventProblem`. */
  readonly notJson: number;
  readonly badUtf8: number;
  readonly cut: number;
  readonly damagedFiles: number;
  readonly damagedBytes: number;
  /** Bytes of a half-written event at the end of the last run. */
  readonly tornBytes: number;
  /** Epoch ms of the oldest event. */
  readonly oldestAt: number | null;
  readonly sources: readonly { readonly sourceId: string; readonly events: number; readonly bytes: number }[];
  /** What was cleared last and can be brought back until then (epoch ms). */
  readonly cleared: { readonly token: number; readonly until: number } | null;
  /** Sources whose events are about to be deleted: out of all figures but `bytes`, and there again after an undo. */
  readonly leaving: readonly LeavingHistory[];
}

/** The history of one source that is about to be deleted. */
export interface LeavingHistory {
  readonly token: number;
  readonly sourceId: string;
  readonly events: number;
  /** Of the raw frames. */
  readonly bytes: number;
  /** Until when it can be brought back, epoch ms. */
  readonly until: number;
}

/** A file that was read into the history: a source without a connection. */
export interface Capture {
  /** `sourceId` of its events. */
  readonly id: string;
  readonly name: string;
  /** Of the file, without its folder. */
  readonly file: string;
  readonly format: string;
  /** Epoch ms. */
  readonly importedAt: number;
  readonly events: number;
  /** Of the raw frames. */
  readonly bytes: number;
  /** Where the times of its events come from. */
  readonly times: CaptureTimes;
  /** What could not be read, in whole sentences. */
  readonly problems: readonly string[];
}
/**
 * `arrival`: the file tells when its events arrived. Otherwise `payload`: what their payloads name; `answer`: the `Date` of the
 * answer in the file; `change`: when the file was last changed.
 */
export const CAPTURE_TIMES = ['arrival', 'payload', 'answer', 'change'] as const;
export type CaptureTimes = (typeof CAPTURE_TIMES)[number];
/** `sourceId`s of captures begin with it. */
export const CAPTURE_PREFIX = 'capture-';
export const MAX_CAPTURES = 100;
/** Jobs in the list; of those that are over the oldest make room for new ones. */
export const MAX_JOBS = 20;

/** Work that takes a while: an export or an import. */
export interface Job {
  readonly id: string;
  readonly kind: 'export' | 'import';
  /** Of the file, without its folder. */
  readonly file: string;
  readonly events: number;
  readonly bytes: number;
  /** 0 to 1; null when it cannot be told. */
  readonly share: number | null;
  /** `waiting`: others are first. */
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';
  /** A whole sentence when it is over. */
  readonly sentence: string | null;
  readonly problem: Problem | null;
  /** Of an import: the capture that it fills. */
  readonly captureId: string | null;
}

export const EXPORT_FORMATS = ['ndjson', 'csv', 'raw', 'har'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const seqSchema = whole(1, Number.MAX_SAFE_INTEGER);

/** Which events an export takes. */
export const exportScopeSchema = v.variant('kind', [
  v.object({ kind: v.literal('all') }),
  v.object({ kind: v.literal('filter'), filter: viewFilterSchema }),
  /** What a filter shows from one event to another, both with it: rows that are selected side by side. */
  v.object({ kind: v.literal('stretch'), filter: viewFilterSchema, from: seqSchema, to: seqSchema }),
  v.object({
    kind: v.literal('selection'),
    seqs: v.pipe(v.array(seqSchema), v.minLength(1), v.maxLength(10_000)),
  }),
]);
export type ExportScope = v.InferOutput<typeof exportScopeSchema>;

export const exportDraftSchema = v.object({
  scope: exportScopeSchema,
  format: v.picklist(EXPORT_FORMATS),
  /** Takes secrets out. */
  redact: v.boolean(),
});
export type ExportDraft = v.InferOutput<typeof exportDraftSchema>;

/** Where in an event something is taken out of an export; `raw` is its frame. */
export const REDACTED_PARTS = ['data', 'id', 'lastEventId', 'channel', 'type', 'raw', 'gap'] as const;
export type RedactedPart = (typeof REDACTED_PARTS)[number];

/** What an export would take out. The secrets themselves are not in it. */
export interface ExportPreview {
  /** Events of the scope. */
  readonly events: number;
  /** Events that were looked through; fewer than `events` when there are very many. */
  readonly looked: number;
  /** Things that would be taken out, and the events that hold at least one. */
  readonly redactions: number;
  readonly affected: number;
  /** The first few. */
  readonly samples: readonly {
    readonly seq: number | null;
    /** Where in the event. */
    readonly part: RedactedPart;
    /** Why, in words. */
    readonly reason: string;
    /** What stands before it, `••••`, and what comes after. */
    readonly excerpt: string;
  }[];
}

/** A channel as it was at a moment. */
export interface ChannelAt {
  readonly sourceId: string;
  readonly channel: string;
  /** Events up to that moment that are still in the history. */
  readonly events: number;
  /** Epoch ms of the oldest of them; left out when it is not known. */
  readonly firstAt?: number;
  /** Epoch ms of the newest of them. */
  readonly lastAt: number;
  readonly last: LastValue;
}
