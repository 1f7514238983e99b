import type { StartState } from '@shared/ipc';
import type { HistoryState } from '@shared/history';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useApp } from '@/stores/app';
import { runningHub } from '../../../support/stand-in/hub';
import { sources } from '../../../support/stand-in/scenario';
import { someCaptures } from '../../../support/stand-in/transfers';
import { STILL_MS } from '../../still';
import { give } from '../../with-stores';

/** As wide as the sections get in a window: 760 px and the space beside them. */
export const PANE = { width: 824, within: 'setb' } as const;

export const NO_HISTORY: HistoryState = {
  kept: true,
  problem: null,
  events: 0,
  bytes: 0,
  stored: 0,
  evicted: 0,
  dropped: 0,
  carried: 0,
  unindexed: 0,
  waitingBytes: 0,
  notJson: 0,
  badUtf8: 0,
  cut: 0,
  damagedFiles: 0,
  damagedBytes: 0,
  tornBytes: 0,
  oldestAt: null,
  sources: [],
  cleared: null,
  leaving: [],
};

/** Nine days of three sources, one of which was removed, and of a capture. */
export const SOME_HISTORY: HistoryState = {
  ...NO_HISTORY,
  events: 1_480_200,
  bytes: 1_310_000_000,
  stored: 2_684_531,
  evicted: 1_204_331,
  carried: 31,
  oldestAt: STILL_MS - (9 * 24 + 4) * 3_600_000,
  sources: [
    ...sources()
      .slice(0, 2)
      .map(({ config }, at) => ({
        sourceId: config.id,
        events: 812_400 / (at + 1),
        bytes: 640_000_000 / (at + 1),
      })),
    { sourceId: 'capture-2', events: 1_204, bytes: 812_000 },
    { sourceId: 'invoices-eu', events: 12, bytes: 4_200 },
  ],
};

const INFO: StartState['app'] = {
  version: '0.1.0',
  electron: '25.9.8',
  chrome: '114.0.5735.289',
  node: '18.15.0',
  platform: 'linux',
  dataPath: '/home/ada/.config/Streamgauge',
  build: { commit: '74157a9f2c1b', date: '2026-03-02T09:30:00Z' },
};

/** Fills the stores of a section, with these settings changed. */
export const settingsOf =
  (changed: Partial<Settings> = {}, more: Partial<StartState> = {}) =>
  (): void => {
    give({
      settings: { ...DEFAULT_SETTINGS, clock: 'utc', ...changed },
      sources: sources(),
      captures: someCaptures(),
      hub: runningHub(),
      history: SOME_HISTORY,
      ...more,
    });
    const app = useApp();
    app.info = INFO;
    app.secretsKept = more.secretsKept ?? { kept: true, backend: 'gnome-libsecret' };
  };
