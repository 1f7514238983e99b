import { MAX_ALLOWED_ORIGINS } from '@shared/settings';
import { isWebOrigin } from '@shared/web-origin';

/** The origins in what somebody has typed, with spaces or commas between; a sentence when one of them is none. */
export function readOrigins(text: string): string[] | string {
  const origins = [...new Set(text.split(/[\s,]+/u).filter((part) => part !== ''))];
  const wrong = origins.find((origin) => !isWebOrigin(origin));
  if (wrong !== undefined) {
    return `${wrong.slice(0, 60)} is not a web origin. Enter scheme, host and port only, such as http://localhost:5173.`;
  }
  if (origins.length > MAX_ALLOWED_ORIGINS) return `Enter at most ${MAX_ALLOWED_ORIGINS} origins.`;
  return origins;
}
