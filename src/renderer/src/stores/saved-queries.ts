import { defineStore } from 'pinia';
import { computed } from 'vue';
import { StreamgaugeError } from '@shared/errors';
import { MAX_SAVED_QUERIES, type SavedQuery } from '@shared/history';
import { t } from '../i18n/i18n';
import { whole } from '../ui/format';
import { useSettings } from './settings';

/** Longest name and longest text that is saved, in UTF-16 code units (`savedQuerySchema`). */
export const MAX_NAME_LENGTH = 80;
export const MAX_SAVED_LENGTH = 4_000;

/** Queries with a name, kept with the settings. Names are told apart without case. */
export const useSavedQueries = defineStore('saved-queries', () => {
  const settings = useSettings();
  const list = computed<readonly SavedQuery[]>(() => settings.settings.savedQueries);

  const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
  const byName = (name: string): SavedQuery | undefined => list.value.find((one) => sameName(one.name, name));
  /** The saved query that says the same, whatever white space is around it. */
  const byText = (text: string): SavedQuery | undefined =>
    list.value.find(({ query }) => query.trim() === text.trim());

  const put = (savedQueries: readonly SavedQuery[]): Promise<void> =>
    settings.change({ savedQueries: [...savedQueries] });

  /**
   * Saves a query. One of the same name is replaced, in its place.
   * @throws StreamgaugeError `bad-name`, `query-too-long`, `too-many-saved-queries`, or what saving the settings says
   */
  async function save(name: string, query: string): Promise<void> {
    checkName(name);
    if (query.trim().length > MAX_SAVED_LENGTH) {
      throw new StreamgaugeError(
        'query-too-long',
        t('stream.query.saved.tooLong', { n: whole(MAX_SAVED_LENGTH) }),
      );
    }
    const saved: SavedQuery = { name: name.trim(), query: query.trim() };
    if (byName(name)) return put(list.value.map((one) => (sameName(one.name, name) ? saved : one)));
    if (list.value.length >= MAX_SAVED_QUERIES) {
      throw new StreamgaugeError(
        'too-many-saved-queries',
        t('stream.query.saved.tooMany', { n: whole(MAX_SAVED_QUERIES) }),
        { hint: t('stream.query.saved.tooManyHelp') },
      );
    }
    return put([...list.value, saved]);
  }

  /** @throws StreamgaugeError `bad-name`, `name-taken`, or what saving the settings says */
  async function rename(from: string, to: string): Promise<void> {
    checkName(to);
    const taken = byName(to);
    if (taken && !sameName(taken.name, from)) {
      throw new StreamgaugeError('name-taken', t('stream.query.saved.taken', { name: taken.name }));
    }
    return put(list.value.map((one) => (sameName(one.name, from) ? { ...one, name: to.trim() } : one)));
  }

  /** Answers how to bring it back to its place; bringing it back again, or over one of its name, changes nothing. */
  async function remove(name: string): Promise<() => Promise<void>> {
    const index = list.value.findIndex((one) => sameName(one.name, name));
    const gone = list.value[index];
    if (!gone) return () => Promise.resolve();
    await put(list.value.filter((one) => one !== gone));
    return async () => {
      if (byName(gone.name) || list.value.length >= MAX_SAVED_QUERIES) return;
      await put([...list.value.slice(0, index), gone, ...list.value.slice(index)]);
    };
  }

  /** Moves it up (-1) or down (1) by one place; at the end it stays. */
  async function move(name: string, by: 1 | -1): Promise<void> {
    const from = list.value.findIndex((one) => sameName(one.name, name));
    const moved = list.value[from];
    const other = list.value[from + by];
    if (!moved || !other) return;
    const next = [...list.value];
    next[from] = other;
    next[from + by] = moved;
    await put(next);
  }

  return { list, byName, byText, save, rename, remove, move };
});

function checkName(name: string): void {
  const length = name.trim().length;
  if (length === 0) throw new StreamgaugeError('bad-name', t('stream.query.saved.unnamed'));
  if (length > MAX_NAME_LENGTH) {
    throw new StreamgaugeError('bad-name', t('stream.query.saved.longName', { n: whole(MAX_NAME_LENGTH) }));
  }
}
