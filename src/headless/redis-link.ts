import { redisBackplane } from '../main/hub/backplane/redis';
import type { Backplane } from '../main/hub/backplane/backplane';
import type { ServeSettings } from './serve-options';

/** Events that Redis keeps at least; more when the hubs themselves keep more. */
const MIN_SHARED_EVENTS = 100_000;

/** The link to other hubs that the settings ask for, or null. Connects to nothing yet. */
export function redisLink(
  { redis, redisPassword, redisKey, historyEvents }: ServeSettings,
  log: (level: 'info' | 'warn', message: string) => void,
): Backplane | null {
  if (redis === undefined) return null;
  const url = new URL(redis);
  if (redisPassword !== undefined) url.password = encodeURIComponent(redisPassword);
  return redisBackplane({
    url: url.href,
    key: redisKey,
    maxEvents: Math.max(MIN_SHARED_EVENTS, historyEvents),
    log,
  });
}
