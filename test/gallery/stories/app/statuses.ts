import type { HistoryState } from '@shared/history';
import { sourceCounts } from '@/app/source-counts';
import { t } from '@/i18n/i18n';
import { useFeed } from '@/stores/feed';
import { runningHub, stoppedHub } from '../../../support/stand-in/hub';
import { sources } from '../../../support/stand-in/scenario';
import { STILL_MS } from '../../still';
import { settingsOf, SOME_HISTORY } from '../settings/panes';

/** What the status bar says when all is well. */
export const calm = () =>
  ({
    counts: sourceCounts(
      sources().filter(({ state }) => state.phase === 'open'),
      STILL_MS,
    ),
    lost: 0,
    skew: null,
    hub: runningHub().state,
    faults: 0,
  }) as const;

/** Sources in every state, a loss, a clock that is off, and faults of the hub. */
export const troubled = () =>
  ({
    ...calm(),
    counts: sourceCounts(sources(), STILL_MS),
    lost: 1_027,
    skew: {
      words: t('shell.frame.skew', { time: '−1.2 s' }),
      name: 'https://eu-west.staging.example.com/v2/streams/orders',
    },
    faults: 3,
  }) as const;

/** Nothing there yet. */
export const bare = () => ({ ...calm(), counts: [], hub: stoppedHub().state }) as const;

/** Fills the stores with a history of nine days. */
export function kept(part: Partial<HistoryState> = {}): void {
  const history = { ...SOME_HISTORY, ...part };
  settingsOf({}, { history })();
  const { events, evicted, dropped } = history;
  useFeed().totals = { received: 2_686_841, stored: events, evicted, dropped };
}
