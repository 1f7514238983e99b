import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ResumePoints } from '../../../../src/main/settings/resume-points';
import { RecordedNotices } from './recorded-notices';
import { tempFolder } from './temp-folder';

const URL_A = 'https://a.example/events?token=canary-1';
let folder: string;
let file: string;
let notices: RecordedNotices;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'resume-points.json');
  notices = new RecordedNotices();
});

const open = (): Promise<ResumePoints> => ResumePoints.open(folder, notices);
const at = (id: string, lastEventId: string, url = URL_A): Parameters<ResumePoints['keep']>[0] => [
  { id, url, lastEventId },
];

describe('resume points', () => {
  it('are there again after a restart, for the same address only, which is not in the file', async () => {
    const points = await open();
    points.keep([...at('a', '812'), ...at('b', 'ü\u2028"')]);
    await points.flush();
    const again = await open();
    expect(again.find('a', URL_A)).toBe('812');
    expect(again.find('b', URL_A)).toBe('ü\u2028"');
    expect(again.find('a', `${URL_A}2`)).toBe('');
    expect(again.find('c', URL_A)).toBe('');
    expect(await readFile(file, 'utf8')).not.toContain('example');
  });

  it('follow the last position, and go with their source', async () => {
    const points = await open();
    points.keep(at('a', '1'));
    points.keep(at('a', '2'));
    points.keep(at('b', '5'));
    points.keep(at('c', '6'));
    points.keep(at('c', ''));
    points.forget('b');
    await points.flush();
    const again = await open();
    expect(['a', 'b', 'c'].map((id) => again.find(id, URL_A))).toEqual(['2', '', '']);
    again.retain(new Set(['z']));
    expect(again.find('a', URL_A)).toBe('');
  });

  it('are bounded: no endless id, no endless list', async () => {
    const points = await open();
    points.keep(at('long', 'x'.repeat(2_000)));
    for (let i = 0; i < 1_000; i++) points.keep(at(`s${i}`, '1'));
    await points.flush();
    const { points: kept } = JSON.parse(await readFile(file, 'utf8'));
    expect(Object.keys(kept)).toHaveLength(400);
    expect(points.find('long', URL_A)).toBe('');
  });

  it('of a damaged file are left out one by one, with a notice', async () => {
    const points = await open();
    points.keep([...at('a', '1'), ...at('b', '2')]);
    await points.flush();
    const document = JSON.parse(await readFile(file, 'utf8'));
    document.points.b.lastEventId = 7;
    await writeFile(file, JSON.stringify(document));
    const again = await open();
    expect(again.find('a', URL_A)).toBe('1');
    expect(again.find('b', URL_A)).toBe('');
    expect(notices.messages[0]).toContain('resume-points.json');
    for (const content of ['', '{}', '[1]', '{"points":[]}']) {
      await again.flush();
      await writeFile(file, content);
      expect((await open()).find('a', URL_A)).toBe('1');
    }
  });
});
