import type { RedactedPart } from '@shared/history';
import type { NewStreamEvent } from '@shared/stream-event';
import { canonicalFrame } from './canonical-frame';
import { redactText, type Redaction } from './redact-text';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DATA_FIELD = Buffer.from('data:');

export interface PartRedaction extends Redaction {
  readonly part: RedactedPart;
}

/**
 * An event without the secrets in it; the very same object when it holds none. When anything had to go, `raw` is made anew
 * out of what is left: in the frame as received a secret may be spread over lines.
 * @param found is told of everything that was taken out, with the text without it; of `raw` only when nothing else had any
 */
export function redactEvent<E extends NewStreamEvent>(
  event: E,
  found?: (redaction: PartRedaction, text: string) => void,
): E {
  let changed = false;
  const clean = (part: RedactedPart, text: string): string => {
    if (text === '') return text;
    const result = redactText(text);
    if (result.redactions.length === 0) return text;
    changed = true;
    for (const redaction of result.redactions) found?.({ ...redaction, part }, result.text);
    return result.text;
  };
  const data = clean('data', event.data);
  const id = event.id === null ? null : clean('id', event.id);
  const lastEventId = event.lastEventId === event.id ? (id ?? '') : clean('lastEventId', event.lastEventId);
  const channel = clean('channel', event.channel);
  const type = clean('type', event.type);
  const gap = event.gap && {
    ...event.gap,
    sentence: clean('gap', event.gap.sentence),
    resumedFrom: event.gap.resumedFrom && clean('gap', event.gap.resumedFrom),
  };
  // Comment lines and unknown fields of the frame are in no other part.
  if (!changed && event.raw.byteLength > 0) clean('raw', beyondData(event));
  if (!changed) return event;
  const redacted = { ...event, data, id, lastEventId, channel, type, gap };
  return { ...redacted, raw: event.raw.byteLength === 0 ? event.raw : newRaw(redacted) };
}

/** In the form in which the transport brings it: a frame, or a message that is its data. */
function newRaw(event: NewStreamEvent): Uint8Array {
  return event.transport === 'sse' ? canonicalFrame(event) : Buffer.from(event.data);
}

/** What the frame holds beside the data, which was looked through already; all of it where it holds other data. */
function beyondData({ transport, raw, data }: NewStreamEvent): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const beyond = transport === 'sse' ? besideData(bytes, Buffer.byteLength(data)) : null;
  if (beyond !== null) return beyond;
  const text = bytes.toString('utf8');
  return text === data ? '' : text;
}

/**
 * The lines of a frame that are no data. Null when its data is not as long as that of the event, which was mapped out of it
 * then, or when a lone CR ends a line, as hardly any server has it.
 */
function besideData(frame: Buffer, dataBytes: number): string | null {
  for (let at = frame.indexOf(CR); at !== -1; at = frame.indexOf(CR, at + 1)) {
    if (frame[at + 1] !== LF && at + 1 < frame.length) return null;
  }
  let beside = '';
  let found = -1;
  for (let from = 0; from < frame.length;) {
    const end = frame.indexOf(LF, from);
    const next = end === -1 ? frame.length : end + 1;
    if (DATA_FIELD.equals(frame.subarray(from, from + DATA_FIELD.length))) {
      const start = from + DATA_FIELD.length + (frame[from + DATA_FIELD.length] === SPACE ? 1 : 0);
      const to = end === -1 ? frame.length : end;
      // With the LF that joins it to the line before.
      found += 1 + to - start - (frame[to - 1] === CR ? 1 : 0);
    } else beside += frame.toString('utf8', from, next);
    from = next;
  }
  return found === dataBytes ? beside : null;
}
