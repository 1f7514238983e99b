import { t } from '../../../i18n/i18n';
import type { Gap } from '@shared/stream-event';

export interface GapWords {
  readonly title: string;
  readonly meaning: string;
  readonly advice: string;
}

/** What a verdict means and what to do about it. */
export function gapWords(gap: Gap): GapWords {
  switch (gap.verdict) {
    case 'resumed':
      return {
        title: t('inspector.gap.resumedTitle'),
        meaning: t('inspector.gap.resumedMeaning'),
        advice: t('inspector.gap.resumedAdvice'),
      };
    case 'unknown':
      return {
        title: t('inspector.gap.unknownTitle'),
        meaning: t('inspector.gap.unknownMeaning'),
        advice: t('inspector.gap.unknownAdvice'),
      };
    case 'lost':
      return {
        title: t('inspector.gap.lostTitle'),
        meaning: t('inspector.gap.lostMeaning'),
        advice: t('inspector.gap.lostAdvice'),
      };
  }
}
