import { StreamgaugeError } from '@shared/errors';

/** Longest event type and event id, in UTF-16 code units. Clients send the id back in a header. */
export const MAX_NAME_LENGTH = 256;

/** Largest frame, in bytes: what one event can make wait for one client at most. */
export const MAX_FRAME_BYTES = 4 * 1024 * 1024;

// CR and LF would start another field, NUL makes a client ignore the id, other controls cannot be sent back in
// a header, and direction marks make a name look like another. Lone surrogates cannot be encoded.
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Cs}]/u;

const LINE_END = /\r\n|\n|\r/gu;

/** One event as it goes on the wire. Everything but `data` may be left out. */
export interface Frame {
  /** An extra field: every conforming client ignores it (WHATWG HTML §9.2.6), ours reads it. */
  readonly channel?: string;
  /** An extra field as well: the id of an event that is sent before its turn, when it has no `id`. */
  readonly ahead?: string;
  readonly id?: string;
  /** Event type; `message` when left out. */
  readonly event?: string;
  /** ms, whole. */
  readonly retry?: number;
  /** May hold any line ends; a client gets each of them as LF. */
  readonly data: string;
}

/**
 * Serialises one event to the event stream format (WHATWG HTML §9.2.5), UTF-8. Channel, id and type are taken
 * as checked (`assertChannelName`, `assertEventId`, `assertEventType`).
 */
export function encodeFrame(frame: Frame): Buffer {
  let text = '';
  if (frame.channel !== undefined) text += `channel: ${frame.channel}\n`;
  if (frame.ahead !== undefined) text += `ahead: ${frame.ahead}\n`;
  if (frame.id !== undefined) text += `id: ${frame.id}\n`;
  if (frame.event !== undefined && frame.event !== 'message') text += `event: ${frame.event}\n`;
  if (frame.retry !== undefined) text += `retry: ${frame.retry}\n`;
  return Buffer.from(`${text}data: ${frame.data.replace(LINE_END, '\ndata: ')}\n\n`, 'utf8');
}

/**
 * Reads a frame that `encodeFrame` has written. The log keeps events as frames; what speaks another format derives it
 * from there.
 */
export function decodeFrame(bytes: Buffer): Frame {
  const text = bytes.toString('utf8');
  // Values hold no line ends, so the first `data:` at the start of a line begins the data.
  const start = text.startsWith('data: ') ? 0 : text.indexOf('\ndata: ') + 1;
  const frame: { -readonly [K in keyof Frame]: Frame[K] } = {
    data: text.slice(start + 'data: '.length, -2).replaceAll('\ndata: ', '\n'),
  };
  for (const line of text.slice(0, start).split('\n')) {
    const colon = line.indexOf(': ');
    if (colon === -1) continue;
    const value = line.slice(colon + 2);
    switch (line.slice(0, colon)) {
      case 'channel':
        frame.channel = value;
        break;
      case 'id':
        frame.id = value;
        break;
      case 'event':
        frame.event = value;
        break;
      case 'retry':
        frame.retry = Number(value);
        break;
    }
  }
  return frame;
}

/** A comment, which clients skip (WHATWG HTML §9.2.6); each of its lines gets its own colon. */
export function encodeComment(text: string): Buffer {
  return Buffer.from(`: ${text.replace(LINE_END, '\n: ')}\n\n`, 'utf8');
}

/**
 * The text that stands for a publisher's value: a string as it is, anything else as JSON.
 * @throws StreamgaugeError `bad-data` when the value has no JSON form
 */
export function dataText(data: unknown): string {
  if (typeof data === 'string') return data;
  let json: string | undefined;
  try {
    json = JSON.stringify(data);
  } catch (cause) {
    throw new StreamgaugeError('bad-data', 'The data cannot be written as JSON.', {
      hint: 'Circular, very deep and BigInt values have no JSON form. Send a string instead.',
      cause,
    });
  }
  if (json === undefined) {
    throw new StreamgaugeError('bad-data', 'The event has no data.', {
      hint: 'Send a string, or anything that can be written as JSON. An empty string is allowed.',
    });
  }
  return json;
}

/**
 * Checks an event type that somebody publishes.
 * @throws StreamgaugeError `bad-event-type`
 */
export function assertEventType(type: string): void {
  assertName('bad-event-type', type);
}

/**
 * Checks an event id that somebody publishes.
 * @throws StreamgaugeError `bad-id`
 */
export function assertEventId(id: string): void {
  if (id === '') {
    throw new StreamgaugeError('bad-id', 'The event id is empty.', {
      hint: 'Leave the id out and the hub gives one. An empty id would make clients forget where they are.',
    });
  }
  if (id.trim() !== id) {
    throw new StreamgaugeError('bad-id', 'The event id begins or ends with white space.', {
      hint: 'Clients send the id back in a header, where white space at the ends is lost.',
    });
  }
  assertName('bad-id', id);
}

/**
 * Checks a client delay.
 * @throws StreamgaugeError `bad-retry` unless it is a whole number of ms, 0 … 2 147 483 647
 */
export function assertRetry(retry: number): void {
  if (Number.isInteger(retry) && retry >= 0 && retry <= 2_147_483_647) return;
  throw new StreamgaugeError('bad-retry', 'The retry value is not a whole number of milliseconds.', {
    hint: 'Use 0 to 2,147,483,647.',
  });
}

function assertName(code: 'bad-event-type' | 'bad-id', name: string): void {
  const isType = code === 'bad-event-type';
  if (name.length > MAX_NAME_LENGTH) {
    const message = isType
      ? `The event type is longer than ${MAX_NAME_LENGTH} characters.`
      : `The event id is longer than ${MAX_NAME_LENGTH} characters.`;
    throw new StreamgaugeError(code, message, { hint: 'Put long values into the data.' });
  }
  const found = FORBIDDEN.exec(name);
  if (!found) return;
  const point = `U+${found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  const position = found.index + 1;
  const message = isType
    ? `The event type has a forbidden character (${point}) at position ${position}.`
    : `The event id has a forbidden character (${point}) at position ${position}.`;
  throw new StreamgaugeError(code, message, {
    hint: 'Line ends, control characters and direction marks are not allowed there.',
  });
}
