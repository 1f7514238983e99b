import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A session bus of its own, with nobody on it. */
export interface PrivateBus {
  readonly address: string;
  stop(): Promise<void>;
}

/** Without service files: whatever is asked for, nothing else is started on this bus. */
const configuration = (socket: string): string => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-bus-'));
  await writeFile(join(folder, 'bus.conf'), configuration(join(folder, 'socket')));
  const bus = spawn(
    'dbus-daemon',
    [`--config-file=${join(folder, 'bus.conf')}`, '--nofork', '--print-address'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const [address] = (await once(createInterface(bus.stdout), 'line')) as [string];
  return {
    address,
    async stop() {
      await ended(bus);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends a process, and waits until it is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}
