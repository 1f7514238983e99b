import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TrayHost } from '../../../src/main/shell/tray-host';
import { eventually } from '../../support/eventually';
import { startPrivateBus, type PrivateBus } from '../../support/session-bus';
import { startTray, type Tray } from '../../support/tray';

describe('whether a Linux desktop shows a tray', () => {
  let bus: PrivateBus;
  let tray: Tray | null;
  let host: TrayHost | null;
  beforeEach(async () => {
    bus = await startPrivateBus();
    tray = null;
    host = null;
  });
  afterEach(async () => {
    host?.close();
    await tray?.stop();
    await bus.stop();
  });

  it('is known from the bus, when the panel comes after the app and when it goes', async () => {
    const seen: boolean[] = [];
    const watched = new TrayHost(bus.address);
    host = watched;
    watched.onChange(() => seen.push(watched.isThere));
    expect(await watched.look()).toBe(false);
    tray = await startTray(bus.address);
    await eventually(() => expect(seen).toEqual([true]), { timeoutMs: 5_000 });
    await tray.leave();
    await eventually(() => expect(seen).toEqual([true, false]), { timeoutMs: 5_000 });
    await tray.come();
    await eventually(() => expect(seen).toEqual([true, false, true]), { timeoutMs: 5_000 });
  });

  it('is no without a bus, and when the bus goes', async () => {
    for (const address of ['', 'unix:path=/there/is/none', 'tcp:host=localhost']) {
      const without = new TrayHost(address);
      expect(await without.look()).toBe(false);
      without.close();
    }
    tray = await startTray(bus.address);
    const watched = new TrayHost(bus.address);
    host = watched;
    expect(await watched.look()).toBe(true);
    await bus.stop();
    await eventually(() => expect(watched.isThere).toBe(false), { timeoutMs: 5_000 });
  });

  it('is yes where the tray is part of the system', async () => {
    expect(await new TrayHost(null).look()).toBe(true);
  });
});
