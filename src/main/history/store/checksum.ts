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
