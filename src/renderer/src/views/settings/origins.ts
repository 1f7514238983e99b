import { MAX_ALLOWED_ORIGINS } from '@shared/settings';
import { isWebOrigin } from '@shared/web-origin';
import { t } from '../../i18n/i18n';
import { whole } from '../../ui/format';

/** The origins in what somebody has typed, with spaces or commas between; a sentence when one of them is none. */
export function readOrigins(text: string): string[] | string {
  const origins = [...new Set(text.split(/[\s,]+/u).filter((part) => part !== ''))];
  const wrong = origins.find((origin) => !isWebOrigin(origin));
  if (wrong !== undefined) {
    return t('settings.hub.badOrigin', { text: wrong.slice(0, 60) });
  }
  if (origins.length > MAX_ALLOWED_ORIGINS)
    return t('settings.hub.tooManyOrigins', { n: whole(MAX_ALLOWED_ORIGINS) });
  return origins;
}
