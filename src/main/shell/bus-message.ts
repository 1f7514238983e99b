/** A call of a method, as much of one as is needed here: every argument is a text. */
export interface BusCall {
  readonly serial: number;
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly arguments: readonly string[];
}

/** What comes from the bus. */
export interface BusMessage {
  readonly kind: 'return' | 'error' | 'signal' | 'other';
  /** The call that it answers; 0 for none. */
  readonly replyTo: number;
  readonly signature: string;
  readonly body: Buffer;
}

/** Longest message that is read, bytes; the specification allows 128 MiB. */
const MAX_MESSAGE = 256 * 1024;

const FIELD = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, signature: 8 } as const;
const KINDS: Readonly<Record<number, BusMessage['kind']>> = { 2: 'return', 3: 'error', 4: 'signal' };

const aligned = (offset: number, to: number): number => Math.ceil(offset / to) * to;

class Writer {
  #bytes = Buffer.alloc(0);

  get length(): number {
    return this.#bytes.length;
  }
  get bytes(): Buffer {
    return this.#bytes;
  }
  align(to: number): this {
    return this.put(Buffer.alloc(aligned(this.length, to) - this.length));
  }
  put(bytes: Buffer): this {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    return this;
  }
  byte(value: number): this {
    return this.put(Buffer.from([value]));
  }
  number(value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.align(4).put(bytes);
  }
  text(value: string): this {
    return this.number(Buffer.byteLength(value)).put(Buffer.from(`${value}\0`));
  }
  signature(value: string): this {
    return this.byte(value.length).put(Buffer.from(`${value}\0`));
  }
}

/** Writes a call (D-Bus Specification 0.43, "Message Protocol"), least significant byte first. */
export function writeCall(call: BusCall): Buffer {
  const body = new Writer();
  for (const argument of call.arguments) body.text(argument);
  const fields = new Writer();
  const field = (code: number, type: string, value: string): void => {
    fields.align(8).byte(code).signature(type);
    if (type === 'g') fields.signature(value);
    else fields.text(value);
  };
  field(FIELD.path, 'o', call.path);
  field(FIELD.interface, 's', call.interface);
  field(FIELD.member, 's', call.member);
  field(FIELD.destination, 's', call.destination);
  if (call.arguments.length > 0) field(FIELD.signature, 'g', 's'.repeat(call.arguments.length));
  return (
    new Writer()
      .put(Buffer.from('l\u0001\0\u0001', 'latin1'))
      .number(body.length)
      .number(call.serial)
      // The fields begin at 16, a multiple of 8: what is aligned in them is aligned in the message.
      .number(fields.length)
      .put(fields.bytes)
      .align(8)
      .put(body.bytes).bytes
  );
}

/**
 * Takes the first whole message off what has arrived; null when there is none yet.
 * @throws Error for what is no message of the bus, or longer than anything that is asked for here
 */
export function readMessage(bytes: Buffer): { readonly message: BusMessage; readonly length: number } | null {
  if (bytes.length < 16) return null;
  if (bytes[0] !== 0x6c) throw new Error('the bus answers in an order of bytes that it was not asked in');
  const bodyLength = bytes.readUInt32LE(4);
  const fieldsEnd = 16 + bytes.readUInt32LE(12);
  const start = aligned(fieldsEnd, 8);
  const length = start + bodyLength;
  if (length > MAX_MESSAGE) throw new Error('the bus sends more than was asked for');
  if (bytes.length < length) return null;
  let replyTo = 0;
  let signature = '';
  let at = 16;
  while (at < fieldsEnd) {
    at = aligned(at, 8);
    const code = bytes[at]!;
    // Code, length of the signature, signature, its end: fields are of basic types, named by one letter.
    const type = String.fromCharCode(bytes[at + 2]!);
    at += 4;
    if (type === 'g') {
      const size = bytes[at]!;
      if (code === FIELD.signature) signature = bytes.toString('latin1', at + 1, at + 1 + size);
      at += size + 2;
    } else {
      at = aligned(at, 4);
      const value = bytes.readUInt32LE(at);
      if (code === FIELD.replySerial) replyTo = value;
      at += type === 'u' ? 4 : 4 + value + 1;
    }
  }
  const kind = KINDS[bytes[1]!] ?? 'other';
  return { message: { kind, replyTo, signature, body: bytes.subarray(start, length) }, length };
}

/** The answer yes or no, as it is or in a variant. */
export function answersYes({ kind, signature, body }: BusMessage): boolean {
  if (kind !== 'return') return false;
  if (signature === 'b') return body.readUInt32LE(0) === 1;
  return signature === 'v' && body.toString('latin1', 1, 2) === 'b' && body.readUInt32LE(4) === 1;
}
