import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AlertLog } from '../../../../src/main/rules/alert-log';
import { alert } from './alert';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'streamgauge-log-')), 'alerts');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const linesOf = async (file: string): Promise<unknown[]> =>
  (await readFile(join(folder, file), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('writes a line of JSON for each alert, readable by nobody else', async () => {
  const log = new AlertLog({ folder });
  await log.append('errors.ndjson', alert());
  await log.append('errors.ndjson', alert({ title: 'two\nlines', sourceId: '', channel: '', seq: null }));
  expect(await linesOf('errors.ndjson')).toEqual([
    {
      at: '2026-05-04T12:30:00.000Z',
      rule: { id: 'r1', name: 'Errors' },
      title: 'order.failed event from Orders',
      body: 'Card declined',
      level: 'error',
      priority: 'normal',
      source: 's1',
      channel: 'orders/eu',
      event: 7,
      count: 1,
    },
    expect.objectContaining({ title: 'two\nlines', source: null, channel: null, event: null }),
  ]);
  expect((await stat(join(folder, 'errors.ndjson'))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it('masks what is usually secret', async () => {
  const log = new AlertLog({ folder });
  const body =
    'GET https://me:hunter2@h.example/a?token=abc123&page=2 failed, Authorization: Bearer eyJhbGciOi.x.y ' +
    '{"password":"hunter2","note":"fine"}';
  await log.append('a', alert({ body, title: 'api_key=sesame99 refused' }));
  const text = await readFile(join(folder, 'a'), 'utf8');
  for (const secret of ['hunter2', 'abc123', 'eyJhbGciOi', 'sesame99']) expect(text).not.toContain(secret);
  for (const plain of ['h.example', 'page=2', 'fine', 'refused']) expect(text).toContain(plain);
});

it('puts a long file aside, keeps two of those, and lets the oldest lines go', async () => {
  const log = new AlertLog({ folder, maxBytes: 1_000 });
  await Promise.all(Array.from({ length: 40 }, (_, count) => log.append('a', alert({ count }))));
  expect((await readdir(folder)).filter((name) => name !== 'a').sort()).toEqual(['a~1', 'a~2']);
  const counts = [...(await linesOf('a~2')), ...(await linesOf('a~1'))].map(
    (line) => (line as { count: number }).count,
  );
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  for (const name of ['a~1', 'a~2']) expect((await stat(join(folder, name))).size).toBeLessThan(1_400);
});

it('refuses names that lead elsewhere or that no file can have, with a sentence', async () => {
  const log = new AlertLog({ folder });
  for (const name of ['../a', 'a/b', '..', '', 'con', 'NUL.txt', '.a', 'a\0b']) {
    await expect(log.append(name, alert())).rejects.toMatchObject({ code: 'bad-log-name' });
  }
});

it('does not follow a link that somebody put in its place, and says that it could not write', async () => {
  const log = new AlertLog({ folder });
  await log.append('other', alert());
  const target = join(folder, '..', 'target');
  await writeFile(target, '');
  await symlink(target, join(folder, 'a'));
  await expect(log.append('a', alert())).rejects.toMatchObject({
    code: 'log-not-written',
    message: expect.stringContaining(join(folder, 'a')) as string,
  });
  expect(await readFile(target, 'utf8')).toBe('');
  // And goes on with others.
  await log.append('other', alert());
  expect(await linesOf('other')).toHaveLength(2);
});
