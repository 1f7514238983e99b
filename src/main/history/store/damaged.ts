import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { Columns } from './columns';
import type { LoadedSegment } from './segment';
import { SEGMENT_HEADER } from './segment-file';

/** Damaged files kept for a closer look; older ones go. */
const MAX_DAMAGED_FILES = 8;

/** The records of a damaged file one after the other, as a file of its own. */
export function salvage(load: LoadedSegment | null): LoadedSegment {
  const parts: Buffer[] = [SEGMENT_HEADER];
  const lengths = load ? recordLengths(load) : [];
  lengths.forEach((length, i) => {
    const start = load!.columns.arrays.offsets[i]!;
    parts.push(load!.bytes.subarray(start, start + length));
  });
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = Buffer.from(new ArrayBuffer(total));
  let at = 0;
  const columns = load?.columns ?? new Columns();
  parts.forEach((part, i) => {
    if (i > 0) columns.arrays.offsets[i - 1] = at;
    at += part.copy(bytes, at);
  });
  return { bytes, columns };
}

function recordLengths({ bytes, columns }: LoadedSegment): number[] {
  return Array.from(columns.arrays.offsets.subarray(0, columns.length), (start) =>
    bytes.readUInt32LE(start + 4),
  );
}

/** Keeps a damaged file where nothing touches it, under a second name: its first is about to be replaced. */
export function keepDamaged(folder: string, file: string): void {
  const aside = path.join(folder, 'damaged');
  try {
    fs.mkdirSync(aside, { recursive: true });
    fs.linkSync(file, path.join(aside, `${Date.now()}-${path.basename(file)}`));
    const kept = fs.readdirSync(aside).sort();
    for (const old of kept.slice(0, Math.max(0, kept.length - MAX_DAMAGED_FILES))) {
      fs.rmSync(path.join(aside, old), { force: true });
    }
  } catch {
    return;
  }
}
