import { readFile } from 'node:fs/promises';
import { MAX_RECORDINGS, type Recording } from '@shared/recording';
import writeFileAtomic from 'write-file-atomic';
import { cleanName, isEpochMs } from './recorded-event';

/** What is known of a file without reading it, as long as its size and time of change are these. */
export interface IndexEntry extends Recording {
  readonly mtimeMs: number;
}

const VERSION = 1;
const MAX_INDEX_BYTES = 4 * 1_048_576;

/** Reads the sidecar of a folder of recordings. A cache: whatever cannot be used is found out anew. */
export async function readIndex(path: string): Promise<Map<string, IndexEntry>> {
  const entries = new Map<string, IndexEntry>();
  let document: unknown;
  try {
    const text = await readFile(path, 'utf8');
    if (text.length > MAX_INDEX_BYTES) return entries;
    document = JSON.parse(text);
  } catch {
    return entries;
  }
  if (typeof document !== 'object' || document === null) return entries;
  const { version, recordings } = document as Record<string, unknown>;
  if (version !== VERSION || !Array.isArray(recordings)) return entries;
  for (const value of recordings.slice(0, MAX_RECORDINGS)) {
    const entry = entryOf(value);
    if (entry) entries.set(entry.id, entry);
  }
  return entries;
}

export async function writeIndex(path: string, entries: readonly IndexEntry[]): Promise<void> {
  const text = JSON.stringify({ version: VERSION, recordings: entries }, null, 1);
  await writeFileAtomic(path, `${text}\n`, { mode: 0o600 });
}

function entryOf(value: unknown): IndexEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, name, recordedAt, durationMs, events, bytes, mtimeMs } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof name !== 'string') return null;
  if (typeof recordedAt !== 'number' || !isEpochMs(recordedAt) || typeof mtimeMs !== 'number') return null;
  if (!isCount(durationMs) || !isCount(events) || !isCount(bytes)) return null;
  return { id, name: cleanName(name), recordedAt, durationMs, events, bytes, mtimeMs };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
