import { afterEach } from 'vitest';
import { createHub, type Hub } from '../../../../src/main/hub/hub';
import type { HubOptions } from '../../../../src/main/hub/options';

/** Starts hubs that are stopped after each test. */
export function useHubs(): (options?: HubOptions) => Promise<{ hub: Hub; port: number; url: string }> {
  const hubs: Hub[] = [];
  afterEach(async () => {
    await Promise.all(hubs.splice(0).map((hub) => hub.stop()));
  });
  return async (options = {}) => {
    const hub = createHub({ heartbeatMs: 0, stopTimeoutMs: 500, ...options });
    hubs.push(hub);
    const { port, url } = await hub.start();
    return { hub, port, url };
  };
}
