/** The event that every subject sends: small, of one size, numbered and stamped, so that readers need not parse. */

export const CHANNEL = 'bench/ticks';
export const EVENT = 'tick';

/** Begins a stamp; occurs nowhere else in what subjects send. */
export const MARK = 0x23; // #
const SEQ_DIGITS = 10;
const TIME_DIGITS = 16;
/** Bytes of a stamp with its mark. */
export const STAMP_BYTES = 1 + SEQ_DIGITS + TIME_DIGITS;

/** Fills the data up to 91 bytes of JSON, which makes 150 bytes of a frame with channel, id and type. */
const TEXT = 'fan-out benchmark, 150 bytes on wire.....';

export interface Tick {
  /** 1, 2, 3… */
  readonly seq: number;
  readonly data: { readonly tick: string; readonly text: string };
}

/** µs of CLOCK_MONOTONIC, which all processes of one machine share. */
export function monotonicMicros(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1e6 + Math.floor(nanos / 1e3);
}

/** A tick that is published now. */
export function makeTick(seq: number): Tick {
  const stamp = String(seq).padStart(SEQ_DIGITS, '0') + String(monotonicMicros()).padStart(TIME_DIGITS, '0');
  return { seq, data: { tick: `#${stamp}`, text: TEXT } };
}

/** The frame as the hub writes it, so that the floors send the same bytes. */
export function sseFrame(tick: Tick): Buffer {
  return Buffer.from(
    `channel: ${CHANNEL}\nid: bench000.${tick.seq}\nevent: ${EVENT}\ndata: ${JSON.stringify(tick.data)}\n\n`,
  );
}

/** The WebSocket message as the hub writes it. */
export function webSocketMessage(tick: Tick): Buffer {
  return Buffer.from(
    JSON.stringify({ id: `bench000.${tick.seq}`, channel: CHANNEL, event: EVENT, data: tick.data }),
  );
}

/** Reads the sequence number of the stamp at `offset`; -1 when no stamp is there. The stamp must be complete. */
export function readSeq(bytes: Uint8Array, offset: number): number {
  return readDigits(bytes, offset + 1, SEQ_DIGITS);
}

/** Reads the time of the stamp at `offset`, µs. */
export function readTime(bytes: Uint8Array, offset: number): number {
  return readDigits(bytes, offset + 1 + SEQ_DIGITS, TIME_DIGITS);
}

function readDigits(bytes: Uint8Array, offset: number, count: number): number {
  let value = 0;
  for (let i = offset; i < offset + count; i++) {
    const digit = bytes[i]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
