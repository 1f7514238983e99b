import type { RedactedPart } from '@shared/history';
import type { NewStreamEvent } from '@shared/stream-event';
import { cutText } from '@shared/text';
import { redactEvent } from './redact-event';
import type { RedactionReason } from './redact-text';

/** One thing that an export would take out. The secret itself is not in it. */
export interface RedactionSample {
  /** The event's `seq`; null when it has none yet. */
  readonly seq: number | null;
  readonly part: RedactedPart;
  readonly reason: RedactionReason;
  /** What stands before it, `••••`, and what comes after: at most 40 characters on either side. */
  readonly excerpt: string;
  /** Characters of what is taken out. */
  readonly length: number;
}

export interface RedactionPreview {
  /** Things that would be taken out. */
  readonly count: number;
  /** Events that hold at least one. */
  readonly affected: number;
  /** Events looked through. */
  readonly events: number;
  readonly byReason: Readonly<Partial<Record<RedactionReason, number>>>;
  /** The first few, at most `maxSamples`. */
  readonly samples: readonly RedactionSample[];
  /** True when there are events beyond `maxEvents` that were not looked through. */
  readonly partial: boolean;
}

export interface PreviewOptions {
  /** Default 20. */
  readonly maxSamples?: number;
  /** Events that are looked through at most. Default 100 000. */
  readonly maxEvents?: number;
  /** Ends the looking early: what was found until then is given back, `partial`. */
  readonly signal?: AbortSignal;
}

const CONTEXT = 40;
/** Events between two turns of the loop. */
const PAUSE_EVERY = 500;

/** What an export of these events would take out, by the rules that the export goes by. */
export async function previewRedaction(
  events: AsyncIterable<NewStreamEvent> | Iterable<NewStreamEvent>,
  { maxSamples = 20, maxEvents = 100_000, signal }: PreviewOptions = {},
): Promise<RedactionPreview> {
  const samples: RedactionSample[] = [];
  const byReason: Partial<Record<RedactionReason, number>> = {};
  let count = 0;
  let affected = 0;
  let seen = 0;
  let partial = false;
  for await (const event of events) {
    if (seen === maxEvents || signal?.aborted === true) {
      partial = true;
      break;
    }
    seen += 1;
    if (seen % PAUSE_EVERY === 0) await new Promise(setImmediate);
    const before = count;
    const seq = 'seq' in event && typeof event.seq === 'number' ? event.seq : null;
    redactEvent(event, ({ part, reason, from, to, length }, text) => {
      count += 1;
      byReason[reason] = (byReason[reason] ?? 0) + 1;
      if (samples.length >= maxSamples) return;
      samples.push({ seq, part, reason, excerpt: excerptOf(text, from, to), length });
    });
    if (count > before) affected += 1;
  }
  return { count, affected, events: seen, byReason, samples, partial };
}

/** Out of the text without secrets: there may be another right beside this one. */
function excerptOf(text: string, from: number, to: number): string {
  const start = Math.max(0, from - CONTEXT);
  const before = text.slice(start, from).replace(/^[\udc00-\udfff]/u, '');
  const after = cutText(text.slice(to), CONTEXT);
  const more = to + after.length < text.length ? '…' : '';
  return `${start > 0 ? '…' : ''}${before}${text.slice(from, to)}${after}${more}`;
}
