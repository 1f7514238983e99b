import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ended } from './session-bus';

/** What an app shows in the tray. */
export interface TrayItem {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly sizes: readonly number[];
  /** Digest of the largest picture; null for none. */
  readonly picture: string | null;
}

export interface TrayEntry {
  readonly id: number;
  readonly label: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly checked: boolean;
}

/** A tray on a session bus. */
export interface Tray {
  items(): Promise<TrayItem[]>;
  /** The menu of the newest item. */
  menu(): Promise<TrayEntry[]>;
  activate(): Promise<void>;
  click(label: string | RegExp): Promise<void>;
  /** The panel goes, as when it is restarted. */
  leave(): Promise<void>;
  come(): Promise<void>;
  stop(): Promise<void>;
}

/** Debian's own Python: the packages python3-dbus and python3-gi are for no other. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(__dirname, '../e2e/support/status-notifier-watcher.py');

/** @param script where the tray's program lies, for bundles that are elsewhere */
export async function startTray(address: string, script = SCRIPT): Promise<Tray> {
  const watcher = spawn(PYTHON, [script], {
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: address },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface(watcher.stdout);
  await once(answers, 'line');
  let turn: Promise<unknown> = Promise.resolve();
  const ask = <T>(command: string): Promise<T> => {
    const asked = turn.then(async () => {
      const line = once(answers, 'line') as Promise<[string]>;
      watcher.stdin.write(`${command}\n`);
      const { value, error } = JSON.parse((await line)[0]) as { value?: T; error?: string };
      if (error !== undefined) throw new Error(`The tray cannot do ${command}: ${error}`);
      return value as T;
    });
    turn = asked.catch(() => undefined);
    return asked;
  };
  const menu = (): Promise<TrayEntry[]> => ask('menu');
  return {
    items: () => ask('items'),
    menu,
    activate: () => ask('activate'),
    async click(label) {
      const entries = await menu();
      const entry = entries.find((one) =>
        typeof label === 'string' ? one.label === label : label.test(one.label),
      );
      if (!entry)
        throw new Error(`The menu has no ${String(label)}: ${entries.map((one) => one.label).join(', ')}`);
      await ask(`click ${entry.id}`);
    },
    leave: () => ask('leave'),
    come: () => ask('come'),
    stop: () => ended(watcher),
  };
}
