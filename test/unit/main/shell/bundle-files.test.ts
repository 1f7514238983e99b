import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFiles } from '../../../../src/main/shell/bundle-files';

describe('the files the window may ask for', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-bundle-'));
    mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.json'), '{}');
    for (const name of ['index.html', 'assets/a.js', 'assets/a.css', 'assets/a.js.map', 'assets/run.sh']) {
      writeFileSync(join(folder, 'renderer', name), '');
    }
    symlinkSync('../secret.json', join(folder, 'renderer/link.json'));
    symlinkSync('..', join(folder, 'renderer/up'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are those of the folder, by their exact address, without links and unknown types', async () => {
    const files = await bundleFiles(join(folder, 'renderer'));
    expect([...files.keys()].sort()).toEqual(['/assets/a.css', '/assets/a.js', '/index.html']);
    expect(files.get('/assets/a.js')).toEqual({
      path: join(folder, 'renderer/assets/a.js'),
      type: 'text/javascript; charset=utf-8',
    });
  });
});
