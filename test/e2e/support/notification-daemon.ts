import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../support/eventually';
import { ended, startPrivateBus } from '../../support/session-bus';

/** A notification as the daemon was asked to show it. */
export interface DesktopNotification {
  readonly summary: string;
  /** As it was sent: markup stands for formatting. */
  readonly body: string;
  /** What the daemon draws, as Pango markup. */
  readonly drawn: string;
  readonly actions: readonly string[];
}

/** dunst, on a session bus of its own. */
export interface NotificationDaemon {
  /** For the app's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that was shown since the start, oldest first. */
  shown(): Promise<DesktopNotification[]>;
  /** How many are on the screen now. */
  onScreen(): Promise<number>;
  /** Clicks on the oldest that is on the screen: dunst 1.9 finds no other. */
  click(): Promise<void>;
  closeAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Draws markup, as most desktops do, and leaves notifications where they are until they are clicked or closed. */
const DUNST = `[global]
markup = full
format = "<b>%s</b>\\n%b"
notification_limit = 50
idle_threshold = 0
[urgency_normal]
timeout = 0
`;

export async function startNotificationDaemon(): Promise<NotificationDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-dunst-'));
  await writeFile(join(folder, 'dunstrc'), DUNST);
  const bus = await startPrivateBus();
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address };
  const printed = join(folder, 'printed');
  // Through a shell, so that what it prints goes straight into a file; exec, so that its process is the one that ends.
  const dunst = spawn(
    'sh',
    ['-c', 'exec dunst -print -config "$0" > "$1"', join(folder, 'dunstrc'), printed],
    {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    },
  );
  const control = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)('dunstctl', words, { env: { ...process.env, ...env } })).stdout.trim();
  await eventually(() => control('count', 'displayed'), { timeoutMs: 15_000 });
  return {
    env,
    shown: async () => parsed(await readFile(printed, 'utf8')),
    onScreen: async () => Number(await control('count', 'displayed')),
    click: async () => void (await control('action', '0')),
    closeAll: async () => void (await control('close-all')),
    async stop() {
      await ended(dunst);
      await bus.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reads what `dunst -print` writes; values may span lines and hold quotes. */
function parsed(text: string): DesktopNotification[] {
  return text
    .split(/^\{$/mu)
    .slice(1)
    .filter((block) => /^\}$/mu.test(block))
    .map((block) => {
      const valueOf = (key: string, next: string): string =>
        new RegExp(`^\\t${key}: '(.*?)'\\n\\t${next}:`, 'msu').exec(block)?.[1] ?? '';
      const actions = /^\tactions: \{\n(.*?)^\t\}$/msu.exec(block)?.[1] ?? '';
      return {
        summary: valueOf('summary', 'body'),
        body: valueOf('body', 'icon'),
        drawn: valueOf('formatted', 'fg'),
        actions: [...actions.matchAll(/^\t\t"(.*)": ".*"$/gmu)].map((match) => match[1] ?? ''),
      };
    });
}
