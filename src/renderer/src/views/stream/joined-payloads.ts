import type { EventDetail } from '@shared/stream-event';

/** Most rows whose payloads are put together, and most bytes of them (UTF-8). */
export const MAX_COPIED_ROWS = 1_000;
export const MAX_COPIED_BYTES = 8 * 1024 * 1024;
/** Details that are asked for at a time. */
const BATCH = 16;

export interface JoinedPayloads {
  readonly text: string;
  /** How many are in it. */
  readonly payloads: number;
  /** There would have been more than `MAX_COPIED_BYTES`. */
  readonly cut: boolean;
}

/**
 * Payloads of events, one a line. JSON that came in several lines becomes one; other text stays as it is. Gaps, states
 * and events that have left the history have none.
 */
export async function joinedPayloads(
  seqs: readonly number[],
  detail: (seq: number) => Promise<EventDetail | null>,
): Promise<JoinedPayloads> {
  const encoder = new TextEncoder();
  const lines: string[] = [];
  let bytes = 0;
  const joined = (cut: boolean): JoinedPayloads => ({ text: lines.join('\n'), payloads: lines.length, cut });
  for (let i = 0; i < seqs.length; i += BATCH) {
    for (const event of await Promise.all(seqs.slice(i, i + BATCH).map(detail))) {
      if (!event || ['gap', 'state', 'finding'].includes(event.kind)) continue;
      const line = onOneLine(event.data);
      bytes += encoder.encode(line).length + 1;
      if (event.truncated || bytes > MAX_COPIED_BYTES) return joined(true);
      lines.push(line);
    }
  }
  return joined(false);
}

/** In valid JSON line breaks only lie between tokens. */
function onOneLine(data: string): string {
  if (!/[\r\n]/u.test(data)) return data;
  try {
    JSON.parse(data);
    return data.trim().replace(/[ \t]*[\r\n][ \t\r\n]*/gu, ' ');
  } catch {
    return data;
  }
}
