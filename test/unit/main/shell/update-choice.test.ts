import { describe, expect, it } from 'vitest';
import { updateChoice, type Installation } from '../../../../src/main/shell/updates/update-choice';

const INSTALLED: Installation = {
  packaged: true,
  platform: 'win32',
  packageType: null,
  appImage: false,
  replaceable: true,
  portable: false,
  publisher: true,
  feed: { url: 'https://updates.example.com/', key: 'key' },
};
const why = (at: Partial<Installation>, setting: 'usual' | 'latest' = 'usual'): string => {
  const choice = updateChoice(setting, { ...INSTALLED, ...at });
  return choice.on ? 'on' : choice.why;
};

describe('looking for updates', () => {
  it('is on where the app was installed by itself, for releases', () => {
    expect(updateChoice('usual', INSTALLED)).toEqual({ on: true, channel: 'latest' });
    expect(updateChoice('beta', INSTALLED)).toEqual({ on: true, channel: 'beta' });
    expect(why({ platform: 'linux', appImage: true })).toBe('on');
    expect(why({ platform: 'darwin' })).toBe('on');
  });

  it('is off when it was switched off', () => {
    expect(updateChoice('off', INSTALLED)).toMatchObject({ on: false });
  });

  it('is off, whatever was chosen, where something else brings updates', () => {
    const linux = { platform: 'linux' } as const;
    expect(why({ ...linux, packageType: 'deb' }, 'latest')).toMatch(/package manager/u);
    expect(why({ ...linux, packageType: 'tar' }, 'latest')).toMatch(/archive/u);
    expect(why(linux, 'latest')).toMatch(/AppImage/u);
    expect(why({ ...linux, appImage: true, replaceable: false }, 'latest')).toMatch(/cannot write to/u);
    expect(why({ portable: true }, 'latest')).toMatch(/portable/u);
    expect(why({ packaged: false }, 'latest')).toMatch(/checkout/u);
  });

  it('is off where an update could not be checked', () => {
    expect(why({ feed: null }, 'latest')).toMatch(/no update server/u);
    expect(why({ publisher: false }, 'latest')).toMatch(/not signed/u);
  });
});
