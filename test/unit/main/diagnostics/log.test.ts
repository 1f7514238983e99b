import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Log } from '../../../../src/main/diagnostics/log';
import { LogFile } from '../../../../src/main/diagnostics/log-file';
import { logLevel, type LogLine } from '../../../../src/main/diagnostics/log-line';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = async (): Promise<LogLine[]> =>
  (await readFile(join(folder, 'streamgauge.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LogLine);

describe('the log', () => {
  it('writes one line of JSON each, for its owner alone', async () => {
    const log = new Log({ folder, now: () => 0 });
    log.info('app', 'Streamgauge starts.', { version: '1' });
    await log.flush();
    expect(await lines()).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'info',
        area: 'app',
        message: 'Streamgauge starts.',
        fields: { version: '1' },
      },
    ]);
    expect((await stat(join(folder, 'streamgauge.log'))).mode & 0o777).toBe(0o600);
  });

  it('leaves out debug lines unless it is told to keep them', async () => {
    const log = new Log({ folder });
    log.debug('app', 'quiet');
    log.info('app', 'said');
    await log.flush();
    expect((await lines()).map(({ message }) => message)).toEqual(['said']);
    expect([logLevel('DEBUG'), logLevel('nonsense'), logLevel(undefined)]).toEqual(['debug', 'info', 'info']);
  });

  it('takes known secrets out wherever they occur, in whatever encoding, but no short ones', async () => {
    const log = new Log({ folder });
    log.knowSecrets(() => ['s3cr/et "x"', 'at']);
    const base64 = Buffer.from('s3cr/et "x"').toString('base64');
    log.info('app', 'at s3cr/et "x" there', { a: 's3cr%2Fet%20%22x%22', b: 's3cr/et \\"x\\"', c: base64 });
    await log.flush();
    const [line] = await lines();
    expect(line!.message).toBe('at •••• there');
    expect(JSON.stringify(line)).not.toContain('s3cr');
    expect(JSON.stringify(line)).not.toContain(base64.slice(0, 12));
  });

  it.each([
    ['https://me:hunter2@example.com/a?x=hunter2#hunter2', 'https://••••@example.com/a?x=••••'],
    ['Authorization: Token a hunter2', 'Authorization: ••••'],
    ['set-cookie: sid=hunter2; Path=/', 'set-cookie: ••••'],
    ['sent Bearer hunter2x', 'sent Bearer ••••'],
    ['{"api-key":"hunter2"}', '{"api-key":••••}'],
    ['password=hunter2 more', 'password=•••• more'],
    ['Unexpected token h, "{hunter2"... is not valid JSON', 'Unexpected token h, •••• is not valid JSON'],
  ])('takes what is usually secret out of %s', (text, redacted) => {
    expect(new Log({ folder: null }).redactor.text(text)).toBe(redacted);
  });

  it('writes at most 20 lines of an area a second, and says how many it left out', async () => {
    let now = 5_000;
    const log = new Log({ folder, now: () => now });
    for (let at = 0; at < 50; at++) log.info('ipc', `call ${at}`);
    log.info('app', 'another area');
    now = 6_000;
    log.info('ipc', 'later');
    await log.flush();
    const written = await lines();
    expect(written.filter(({ message }) => message.startsWith('call'))).toHaveLength(20);
    expect(written.map(({ message }) => message)).toContain('another area');
    expect(written.find(({ fields }) => fields['left'] === 30)?.message).toContain('30 lines');
  });

  it('keeps to five files, the oldest lines go', async () => {
    const file = new LogFile({ path: join(folder, 'streamgauge.log'), maxBytes: 100 });
    for (let at = 0; at < 9; at++) {
      file.append(`${at}`.repeat(120));
      await file.flush();
    }
    const names = await readdir(folder);
    expect(names.sort()).toEqual([1, 2, 3, 4].map((age) => `streamgauge.${age}.log`));
    expect(await readFile(join(folder, 'streamgauge.1.log'), 'utf8')).toContain('8');
  });

  it('never throws when the disk refuses, and counts what it lost', async () => {
    const file = new LogFile({ path: join('/dev/null', 'streamgauge.log') });
    file.append('lost');
    await file.flush();
    expect(file.takeDropped()).toBe(1);
  });
});
