import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator } from '@playwright/test';
import type { StreamgaugeBridge } from '../../src/shared/ipc';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

let running: RunningApp;
let folder: string;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-files-'));
  running = await launchApp();
});
test.afterEach(async () => {
  await running.close();
  await rm(folder, { recursive: true, force: true });
});

/** An event stream with a secret in its second event. */
const STREAM =
  'id: 1\nevent: tick\ndata: {"n":1}\n\nid: 2\ndata: {"n":2,"api_key":"sk-geheim0123456789"}\n\n';

/** Answers the system's own dialog, which no test can press. */
async function answerWith(path: string): Promise<void> {
  await running.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

/** Drops real files of the disk onto the page, as a file manager does. */
async function drop(paths: readonly string[]): Promise<void> {
  const { page } = running;
  await page.evaluate(() => {
    const input = document.body.appendChild(document.createElement('input'));
    input.type = 'file';
    input.multiple = true;
    input.id = 'dropped';
  });
  await page.locator('#dropped').setInputFiles([...paths]);
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped')!;
    const dataTransfer = new DataTransfer();
    for (const file of input.files!) dataTransfer.items.add(file);
    input.remove();
    for (const type of ['dragenter', 'dragover', 'drop'])
      window.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
}

const card = (name: string): Locator => running.page.getByRole('group', { name });

test('files that are dropped onto the window become captures, and their events show', async () => {
  const { page } = running;
  const paths = [join(folder, 'monday.sse'), join(folder, 'tuesday.sse')];
  for (const path of paths) await writeFile(path, STREAM);
  await drop(paths);
  await expect(card('Import of monday.sse')).toHaveText(/Read 2 events from monday\.sse\./u);
  const captures = page.getByRole('list', { name: 'Captures' });
  await expect(captures.getByRole('button', { name: /^monday, Event stream, 2 events/u })).toBeVisible();
  await expect(captures.getByRole('button', { name: /^tuesday/u })).toBeVisible();
  await captures.getByRole('button', { name: /^monday/u }).click();
  await expect(page.getByText('tick').first()).toBeVisible();
  await takeScreens(page, 'captures');
  expect(running.complaints).toEqual([]);
});

test('a page cannot have a file read that nobody dropped', async () => {
  const { page } = running;
  const path = join(folder, 'secret.sse');
  await writeFile(path, STREAM);
  const answers = await page.evaluate(async (path) => {
    const made = new File(['data: x\n\n'], 'made.sse');
    const posing = Object.defineProperty(new File(['data: x\n\n'], 'posing.sse'), 'path', { value: path });
    const { streamgauge } = window as unknown as { streamgauge: StreamgaugeBridge };
    const ask = (files: object[]): Promise<unknown> =>
      streamgauge.importDropped(files).catch((error: unknown) => String(error));
    return [
      await ask([made]),
      await ask([posing]),
      await ask([{ path }]),
      await ask([path as unknown as object]),
    ];
  }, path);
  for (const answer of answers) expect(JSON.stringify(answer)).not.toMatch(/"value":\["/u);
  await expect(page.getByRole('list', { name: 'Captures' })).toBeHidden();
});

test('a capture is opened with Ctrl O and exported with Ctrl E, without its secrets', async () => {
  const { page } = running;
  const capture = join(folder, 'orders.sse');
  await writeFile(capture, STREAM);
  await answerWith(capture);
  await page.keyboard.press('Control+o');
  await expect(card('Import of orders.sse')).toHaveText(/Read 2 events from orders\.sse\./u);
  const out = join(folder, 'out.ndjson');
  await answerWith(out);
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Export events' });
  await expect(dialog.getByText('1 secret in 1 event is taken out.')).toBeVisible();
  await takeScreens(page, 'export');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
  await expect(card('Export to out.ndjson')).toHaveText(
    /Wrote 2 events to out\.ndjson .* and took out 1 secret\./u,
  );
  const written = await readFile(out, 'utf8');
  expect(written.trimEnd().split('\n')).toHaveLength(3);
  expect(written).not.toContain('geheim');
  expect(running.complaints).toEqual([]);
});
