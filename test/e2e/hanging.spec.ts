import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { APP_FOLDER, electronExecutable } from './support/launch';

test('a window that hangs is asked about, and loaded again without a notice by who wants that', async () => {
  // Chromium gives a page half a minute to take a key.
  test.setTimeout(120_000);
  const dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-hang-'));
  const loader = join(APP_FOLDER, 'test/e2e/support/hanging-window.cjs');
  const hanging = spawn(electronExecutable(), ['-r', loader, APP_FOLDER, `--user-data-dir=${dataPath}`]);
  const ended = once(hanging, 'exit');
  let said = '';
  hanging.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect
    .poll(() => said, { timeout: 60_000 })
    .toContain('asked: The window does not answer. Wait / Load again\n');
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/^loaded again: ".*Stream/mu);
  expect(said.match(/^asked: /gmu)).toHaveLength(1);
  expect(said).not.toContain('The window stopped');
  hanging.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await rm(dataPath, { recursive: true, force: true });
});
