import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notice } from '@shared/ipc';
import type { UpdateState } from '@shared/update-state';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedAddress } from '../../../src/main/shell/updates/feed-address';
import { makeUpdater } from '../../../src/main/shell/updates/make-updater';
import type { UpdateChoice } from '../../../src/main/shell/updates/update-choice';
import { Updates } from '../../../src/main/shell/updates/updates';
import { eventually } from '../../support/eventually';
import { UpdateServer } from './update-server';

/** electron-updater itself, on Linux, in plain Node, as an AppImage of version 0.1.0. */
describe('updates', () => {
  let folder: string;
  let server: UpdateServer;
  let notices: Notice[];
  let choice: UpdateChoice;
  let told: UpdateState[];
  /** What the app did to end itself, in order. */
  let ended: string[];
  let quitHandlers: (() => void)[];
  const appImage = process.env['APPIMAGE'];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-updates-'));
    writeFileSync(join(folder, 'app-update.yml'), 'provider: generic\nupdaterCacheDirName: pending\n');
    writeFileSync(join(folder, 'streamgauge.AppImage'), 'the program 0.1.0');
    process.env['APPIMAGE'] = join(folder, 'streamgauge.AppImage');
    server = await UpdateServer.start();
    notices = [];
    told = [];
    ended = [];
    quitHandlers = [];
    choice = { on: true, channel: 'latest' };
  });
  afterEach(async () => {
    if (appImage === undefined) delete process.env['APPIMAGE'];
    else process.env['APPIMAGE'] = appImage;
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const updates = (key = server.key): Updates =>
    new Updates({
      version: '0.1.0',
      choice: () => choice,
      raise: (notice) => notices.push(notice),
      tell: (state) => told.push(state),
      note: () => undefined,
      now: () => 1_000,
      open: (channel) =>
        Promise.resolve(
          makeUpdater(
            'linux',
            { url: server.url, key, channel },
            {
              version: '0.1.0',
              name: 'streamgauge',
              isPackaged: true,
              appUpdateConfigPath: join(folder, 'app-update.yml'),
              userDataPath: folder,
              baseCachePath: folder,
              whenReady: () => Promise.resolve(),
              relaunch: () => undefined,
              quit: () => ended.push('quit'),
              onQuit: (handler) => quitHandlers.push(() => handler(0)),
              letAnotherStart: () => ended.push('let another start'),
            },
          ),
        ),
    });
  const programsAsked = (): string[] =>
    server.asked.map(({ path }) => path).filter((path) => path.endsWith('.AppImage'));
  const codeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'went well',
      (error: unknown) => (error as { code: string }).code,
    );

  it('a newer version is offered, and fetched only when it is asked for', async () => {
    server.release('latest', '0.2.0');
    const looking = updates();
    await looking.check();
    expect(looking.state()).toEqual({ phase: 'found', version: '0.2.0' });
    expect(notices).toMatchObject([{ message: 'Streamgauge 0.2.0 is there.', action: 'download-update' }]);
    expect(programsAsked()).toEqual([]);

    await looking.download();
    expect(notices.at(-1)).toMatchObject({ code: 'update-ready', action: 'restart-to-update' });
    const pending = join(folder, 'pending', 'pending');
    const [file] = readdirSync(pending).filter((name) => name.endsWith('.AppImage'));
    expect(readFileSync(join(pending, file ?? ''), 'utf8')).toBe('the program 0.2.0');
    // Nothing is installed by itself.
    expect(readFileSync(join(folder, 'streamgauge.AppImage'), 'utf8')).toBe('the program 0.1.0');
  });

  it('how far it is, is told step by step', async () => {
    server.release('latest', '0.1.0');
    const looking = updates();
    expect(await looking.step('state')).toEqual({ phase: 'idle', lookedAt: null });
    expect(await looking.step('check')).toEqual({ phase: 'idle', lookedAt: 1_000 });
    server.release('latest', '0.2.0');
    await looking.step('check');
    expect(await looking.step('download')).toEqual({ phase: 'ready', version: '0.2.0' });
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      'looking',
      'idle',
      'found',
      'downloading',
      'ready',
    ]);
    const size = 'the program 0.2.0'.length;
    expect(told).toContainEqual({ phase: 'downloading', version: '0.2.0', bytes: size, total: size });
  });

  it('a download can be called off, and done later after all', async () => {
    server.release('latest', '0.2.0', Buffer.alloc(8 * 1024 * 1024, 'x'));
    server.hold();
    const looking = updates();
    await looking.check();
    const downloading = looking.step('download');
    await server.isAskedFor('streamgauge-0.2.0.AppImage');
    expect(await looking.step('cancel')).toEqual({ phase: 'found', version: '0.2.0' });
    expect(await downloading).toEqual({ phase: 'found', version: '0.2.0' });
    expect(notices.at(-1)).toMatchObject({ code: 'update-found', action: 'download-update' });
    server.letGo();
    expect(await looking.step('download')).toEqual({ phase: 'ready', version: '0.2.0' });
  });

  it('is installed when the app has ended, and started again then', async () => {
    const marker = join(folder, 'started');
    server.release('latest', '0.2.0', Buffer.from(`#!/bin/sh\necho 0.2.0 > '${marker}'\n`));
    const looking = updates();
    await looking.check();
    await looking.download();
    await looking.restart();
    expect(ended).toEqual(['quit']);
    expect(readFileSync(join(folder, 'streamgauge.AppImage'), 'utf8')).toBe('the program 0.1.0');
    for (const handler of quitHandlers) handler();
    expect(ended).toEqual(['quit', 'let another start']);
    await eventually(() => expect(readFileSync(marker, 'utf8')).toBe('0.2.0\n'));
  });

  it('what another channel found is not installed from the one that was chosen since', async () => {
    server.release('latest', '0.1.0');
    server.release('beta', '0.3.0-beta.1');
    choice = { on: true, channel: 'beta' };
    const looking = updates();
    await looking.check();
    choice = { on: true, channel: 'latest' };
    looking.settingsChanged();
    expect(told.at(-1)).toEqual({ phase: 'idle', lookedAt: null });
    expect(await codeOf(looking.download())).toBe('no-update');
  });

  it('switched off while it downloads, it stops', async () => {
    server.release('latest', '0.2.0');
    server.hold();
    const looking = updates();
    await looking.check();
    const downloading = looking.step('download');
    await server.isAskedFor('streamgauge-0.2.0.AppImage');
    choice = { on: false, why: 'Updates are switched off in the settings.' };
    looking.settingsChanged();
    expect(await downloading).toEqual({ phase: 'off', why: choice.why });
    expect(await codeOf(looking.restart())).toBe('no-update');
  });

  it('the server is told nothing about the installation', async () => {
    server.release('latest', '0.2.0');
    await updates().check();
    for (const { headers } of server.asked) {
      expect(Object.keys(headers)).not.toContain('x-user-staging-id');
      expect(JSON.stringify(headers)).not.toContain('0.1.0');
    }
    expect(existsSync(join(folder, '.updaterId'))).toBe(false);
  });

  it('the channel for betas is asked only when it was chosen', async () => {
    server.release('latest', '0.1.0');
    server.release('beta', '0.3.0-beta.1');
    expect(await updates().step('check')).toMatchObject({ phase: 'idle' });
    choice = { on: true, channel: 'beta' };
    expect(await updates().step('check')).toEqual({ phase: 'found', version: '0.3.0-beta.1' });
  });

  it('an older version is not offered', async () => {
    server.release('latest', '0.0.9');
    expect(await updates().step('check')).toMatchObject({ phase: 'idle' });
    expect(notices).toEqual([]);
  });

  it('a list that was changed after it was signed is refused', async () => {
    server.release('latest', '0.2.0');
    for (const [name, body] of server.files)
      if (name.endsWith('.yml')) server.files.set(name, body.toString().replaceAll('0.2.0', '0.2.1'));
    const looking = updates();
    expect(await codeOf(looking.check())).toBe('update-not-signed');
    expect(await codeOf(looking.download())).toBe('no-update');
    expect(programsAsked()).toEqual([]);
  });

  it('a list that is signed by somebody else, or by nobody, is refused', async () => {
    server.release('latest', '0.2.0');
    const other = await UpdateServer.start();
    expect(await codeOf(updates(other.key).check())).toBe('update-not-signed');
    await other.close();
    for (const name of server.files.keys()) if (name.endsWith('.sig')) server.files.set(name, '');
    expect(await codeOf(updates().check())).toBe('update-not-signed');
  });

  it('a program that is not the one that was signed for is thrown away', async () => {
    server.release('latest', '0.2.0');
    server.files.set('streamgauge-0.2.0.AppImage', Buffer.from('another     0.2.0'));
    const looking = updates();
    await looking.check();
    expect(await codeOf(looking.download())).toBe('update-not-downloaded');
    expect(notices.at(-1)).toMatchObject({
      level: 'warning',
      message: 'Streamgauge 0.2.0 could not be downloaded.',
      action: 'download-update',
    });
    expect(await codeOf(looking.restart())).toBe('no-update');
  });

  it('a server that does not answer is told in a sentence', async () => {
    await server.close();
    await expect(updates().check()).rejects.toMatchObject({
      code: 'update-not-found-out',
      message: 'Whether there is an update could not be found out.',
      hint: 'The update server cannot be reached. Try again later.',
    });
  });

  it('where updates are off, nothing is asked', async () => {
    choice = { on: false, why: 'The package manager of this system brings updates.' };
    await expect(updates().check()).rejects.toMatchObject({ code: 'updates-off', message: choice.why });
    expect(server.asked).toEqual([]);
  });

  it('only encrypted servers are asked, and those on this machine', () => {
    expect(feedAddress('https://updates.example.com/app').href).toBe('https://updates.example.com/app/');
    expect(() => feedAddress('http://updates.example.com/')).toThrow(/not encrypted/u);
    expect(() => feedAddress('ftp://127.0.0.1/')).toThrow(/not encrypted/u);
  });
});
