import { describe, expect, it } from 'vitest';
import { missingLibraries } from '../../../scripts/system-libraries.mjs';

describe('missing system libraries', () => {
  it('are read out of what the dynamic linker says', () => {
    const said = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibgtk-3.so.0 => not found',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)',
      '\tlibnss3.so => not found',
    ].join('\n');
    expect(missingLibraries(said)).toEqual(['libgtk-3.so.0', 'libnss3.so']);
    expect(missingLibraries('\tstatically linked\n')).toEqual([]);
  });
});
