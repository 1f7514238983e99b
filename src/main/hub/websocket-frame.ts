/**
 * One text message as a server sends it: a final, unmasked frame (RFC 6455 §5.2). Made here, so that one buffer serves
 * every client.
 */
export function encodeTextMessage(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const { length } = payload;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x81;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  payload.copy(frame, head);
  return frame;
}
