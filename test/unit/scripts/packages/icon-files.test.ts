import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const icons = resolve(__dirname, '../../../../resources/icons');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const own = (size: number): Buffer => readFileSync(join(icons, `${size}x${size}.png`));

describe('the icon', () => {
  it('of Windows holds every size from 16 to 256, drawn for that size', () => {
    const file = readFileSync(join(icons, 'icon.ico'));
    const sizes = Array.from({ length: file.readUInt16LE(4) }, (_none, index) => {
      const entry = 6 + 16 * index;
      const at = file.readUInt32LE(entry + 12);
      const size = file.readUInt8(entry) || 256;
      expect(file.subarray(at, at + file.readUInt32LE(entry + 8)).equals(own(size)), `${size}`).toBe(true);
      return size;
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('of macOS holds every size from 16 to 1024', () => {
    const file = readFileSync(join(icons, 'icon.icns'));
    expect(file.toString('latin1', 0, 4)).toBe('icns');
    expect(file.readUInt32BE(4)).toBe(file.length);
    const sizes = new Set<number>();
    for (let at = 8; at < file.length; at += file.readUInt32BE(at + 4)) {
      const image = file.subarray(at + 8);
      expect(image.subarray(0, 8).equals(PNG)).toBe(true);
      sizes.add(image.readUInt32BE(16));
    }
    expect([...sizes].sort((a, b) => a - b)).toEqual([16, 32, 64, 128, 256, 512, 1024]);
  });
});
