import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { call } from '../bridge';

/** Changes that can be taken back, newest last. */
const MOST_CHANGES = 50;
/** ms within which changes of one row are one: a slider that is dragged, Ctrl + pressed again and again. */
const ONE_CHANGE_MS = 1_000;

/** A change that can be taken back. */
export interface SettingChange {
  /** Of the row in the settings; see views/settings/setting-rows.ts. */
  readonly row: string;
  readonly before: Partial<Settings>;
  readonly at: number;
}

/** The person's settings; the main process keeps them. */
export const useSettings = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULT_SETTINGS);
  const changes = shallowRef<readonly SettingChange[]>([]);
  /** The newest change that `undo` would take back. */
  const lastChange = computed(() => changes.value.at(-1) ?? null);

  /** Saves under way: what comes back meanwhile is older than what the screen shows. */
  let saving = 0;

  function take(value: Settings): void {
    if (saving === 0) settings.value = value;
  }
  /**
   * Changes some of them at once on the screen, and saves. Puts them back when saving is refused.
   * @param row of the settings that was changed by hand: `undo` takes it back
   * @throws StreamgaugeError as `call`
   */
  async function change(part: Partial<Settings>, row?: string): Promise<void> {
    const before = settings.value;
    const after = { ...before, ...part };
    settings.value = after;
    saving += 1;
    try {
      const saved = await call('settings.save', after);
      if (settings.value === after) settings.value = saved;
    } catch (error) {
      if (settings.value === after) settings.value = before;
      throw error;
    } finally {
      saving -= 1;
    }
    if (row !== undefined) remember(row, part, before);
  }

  function remember(row: string, part: Partial<Settings>, before: Settings): void {
    const keys = Object.keys(part) as (keyof Settings)[];
    const old = Object.fromEntries(keys.map((key) => [key, before[key]])) as Partial<Settings>;
    const at = Date.now();
    const last = changes.value.at(-1);
    const goesOn = last?.row === row && at - last.at < ONE_CHANGE_MS;
    const change = { row, before: goesOn ? { ...old, ...last.before } : old, at };
    changes.value = [...(goesOn ? changes.value.slice(0, -1) : changes.value), change].slice(-MOST_CHANGES);
  }

  /**
   * Takes the newest change back; returns its row, or null when there is none.
   * @throws StreamgaugeError as `call`
   */
  async function undo(): Promise<string | null> {
    const last = changes.value.at(-1);
    if (!last) return null;
    await change(last.before);
    changes.value = changes.value.filter((other) => other !== last);
    return last.row;
  }
  return { settings, lastChange, take, change, undo };
});
