import { defineStore } from 'pinia';
import { computed } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import { t } from '../i18n/i18n';
import { useSettings } from '../stores/settings';
import { keyText } from '../ui/key-words';
import { ACTION_IDS, factsOf, PLACES, type ActionId, type Place } from './catalogue';
import { isCharacterKey } from './key-of';

/** Most ways to press one action (`settingsSchema`). */
export const MAX_KEYS = 4;
/** Keys that every control and every system needs for itself. */
const TAKEN = new Set(['Tab', 'Shift Tab', 'Enter', 'Esc', 'Backspace', 'Delete', 'Space']);

/** An action with its keys, as the settings list it. */
export interface Binding {
  readonly id: ActionId;
  readonly title: string;
  /** Name of the place where its keys work first. */
  readonly group: string;
  readonly keys: readonly string[];
  readonly defaultKeys: readonly string[];
}

/** Which keys do what: the usual ones of the catalogue, and those that were changed in the settings. */
export const useKeyBindings = defineStore('key-bindings', () => {
  const settings = useSettings();
  const changed = computed<Readonly<Record<string, readonly string[]>>>(
    () => settings.settings.keyboard.bindings,
  );

  const keysOf = (id: ActionId): readonly string[] =>
    (factsOf(id).fixed ? undefined : changed.value[id]) ?? factsOf(id).keys;
  const works = (key: string): boolean => settings.settings.keyboard.singleKeys || !isCharacterKey(key);

  /** By place and key. Of two that want the same key, the one that was given it in the settings has it. */
  const table = computed(() => {
    const made = new Map<Place, Map<string, ActionId>>(PLACES.map((place) => [place, new Map()]));
    const put = (id: ActionId): void => {
      for (const place of factsOf(id).places)
        for (const key of keysOf(id)) if (works(key)) made.get(place)!.set(key, id);
    };
    const own = ACTION_IDS.filter((id) => changed.value[id] && !factsOf(id).fixed);
    for (const id of ACTION_IDS) if (!own.includes(id)) put(id);
    for (const id of own) put(id);
    return made;
  });

  /** The action of a key (as `keyOf` says it) in a place, or null. */
  const actionAt = (place: Place, key: string): ActionId | null => table.value.get(place)!.get(key) ?? null;

  /** The key to show beside an action: the first that works; undefined for none. */
  const hint = (id: ActionId): string | undefined => keysOf(id).find(works);

  /** Every action whose keys can be changed, by place. */
  const list = (): Binding[] =>
    PLACES.flatMap((place) =>
      ACTION_IDS.filter((id) => factsOf(id).places[0] === place && !factsOf(id).fixed).map((id) => ({
        id,
        title: t(`palette.action.${id}`),
        group: t(`palette.place.${place}`),
        keys: keysOf(id),
        defaultKeys: factsOf(id).keys,
      })),
    );

  /** The other actions that this key means where this one works, if it were given it. */
  function conflictsOf(id: ActionId, key: string): ActionId[] {
    return ACTION_IDS.filter(
      (other) => other !== id && keysOf(other).includes(key) && meet(id, other) && !isInstead(id, other),
    );
  }

  /**
   * Gives an action these keys in place of the ones it has; none takes it off the keyboard.
   * @throws StreamgaugeError `fixed-keys`, `bad-key`, `too-many-keys`, or what saving the settings says
   */
  async function set(id: ActionId, keys: readonly string[]): Promise<void> {
    if (factsOf(id).fixed) throw new StreamgaugeError('fixed-keys', t('palette.keys.fixed'));
    const next = [...new Set(keys)];
    if (next.length > MAX_KEYS)
      throw new StreamgaugeError('too-many-keys', t('palette.keys.tooMany', { n: MAX_KEYS }));
    // What an action has by itself it may keep: Enter opens an event.
    const taken = next.find((key) => TAKEN.has(key) && !factsOf(id).keys.includes(key));
    if (taken !== undefined)
      throw new StreamgaugeError('bad-key', t('palette.keys.taken', { key: keyText(taken) }));
    const isUsual = JSON.stringify(next) === JSON.stringify(factsOf(id).keys);
    const { [id]: _before, ...others } = settings.settings.keyboard.bindings;
    await save(isUsual ? others : { ...others, [id]: next });
  }

  /** Gives an action its usual keys again; without one, every action. */
  async function reset(id?: ActionId): Promise<void> {
    if (id === undefined) return save({});
    const { [id]: _before, ...others } = settings.settings.keyboard.bindings;
    await save(others);
  }

  async function save(bindings: Record<string, string[]>): Promise<void> {
    await settings.change({ keyboard: { ...settings.settings.keyboard, bindings } }, 'bindings');
  }

  /** All that work, the usual one first. */
  const workingKeys = (id: ActionId): readonly string[] => keysOf(id).filter(works);

  return { keysOf, workingKeys, actionAt, hint, list, conflictsOf, set, reset };
});

/** Whether one key can mean both: they share a place, or one works everywhere. */
function meet(a: ActionId, b: ActionId): boolean {
  const here = factsOf(a).places;
  const there = factsOf(b).places;
  // Controls answer their own keys before the window does.
  if (factsOf(a).fixed !== factsOf(b).fixed && !here.some((place) => there.includes(place))) return false;
  return here.includes('window') || there.includes('window') || here.some((place) => there.includes(place));
}

function isInstead(a: ActionId, b: ActionId): boolean {
  return factsOf(a).insteadOf === b || factsOf(b).insteadOf === a;
}

/** The key to show beside what does an action, in a tooltip or a menu; `''` for none. Call it where it is drawn. */
export const keysFor = (id: ActionId): string => useKeyBindings().hint(id) ?? '';
