import type { SourceSnapshot } from '@shared/source';
import { t } from '../i18n/i18n';
import { duration } from '../ui/format';

/** Events that servers no longer had after breaks, over all sources. */
export function lostEvents(sources: readonly SourceSnapshot[]): number {
  return sources.reduce((lost, { counters }) => lost + counters.missing, 0);
}

/** The clock that is off the most: `Clock skew +38 ms`, and whose it is; null while there is no sign of one. */
export function clockSkew(
  sources: readonly SourceSnapshot[],
): { readonly words: string; readonly name: string } | null {
  let most: SourceSnapshot | null = null;
  for (const source of sources) {
    if (Math.abs(source.numbers.clockSkewMs ?? 0) > Math.abs(most?.numbers.clockSkewMs ?? 0)) most = source;
  }
  if (most === null) return null;
  const ms = most.numbers.clockSkewMs ?? 0;
  return {
    words: t('shell.frame.skew', { time: `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}` }),
    name: most.config.name,
  };
}
