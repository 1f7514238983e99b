import { Search } from '@lucide/vue';
import { computed, onScopeDispose, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import { parseQuery } from '@shared/query/parse';
import { call } from '../../bridge';
import { t } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { whole } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';
import { useQueryText } from '../../views/stream/query/query-text';
import type { PaletteEntry } from './palette-entry';

/** Shortest text whose matches are counted, and how long it has to rest for that, ms. */
const SHORTEST = 2;
const REST_MS = 250;
/** An id has no spaces, and a digit somewhere. */
const ID = /^(?=[^\s]*\d)[^\s]{1,120}$/u;

/** What the text itself can be looked for in: the data of the events, their ids; or it is a query already. */
export function useEventEntries(text: MaybeRefOrGetter<string>): ComputedRef<readonly PaletteEntry[]> {
  const app = useApp();
  const query = useQueryText();
  const count = ref<{ readonly of: string; readonly matches: number } | null>(null);
  let resting: ReturnType<typeof setTimeout> | undefined;

  const show = (wanted: string) => (): void => {
    app.view = 'stream';
    query.run(wanted);
  };
  watch(
    () => queryOf(toValue(text)),
    (wanted) => {
      clearTimeout(resting);
      if (toValue(text).length < SHORTEST) return;
      resting = setTimeout(() => void ask(wanted), REST_MS);
    },
    { immediate: true },
  );
  async function ask(wanted: string): Promise<void> {
    try {
      const { events } = await call('history.count', { ...EMPTY_FILTER, query: wanted });
      if (wanted === queryOf(toValue(text))) count.value = { of: wanted, matches: events };
    } catch {
      // How many there are only helps to choose: without it the line stands as well.
    }
  }
  onScopeDispose(() => clearTimeout(resting));

  return computed(() => {
    const typed = toValue(text);
    if (typed === '') return [];
    const wanted = queryOf(typed);
    const shown = visibleExcerpt(typed, 60);
    const matches = count.value?.of === wanted ? count.value.matches : null;
    const line = (id: string, title: string, run: () => void, end = ''): PaletteEntry => ({
      id,
      group: 'events',
      icon: Search,
      title,
      end,
      blocked: null,
      stays: true,
      run,
    });
    const told = matches === null ? '' : t('palette.matches', { n: whole(matches) }, matches);
    const title = wanted === typed ? 'palette.runQuery' : 'palette.searchData';
    return [
      line('events data', t(title, { text: shown }), show(wanted), told),
      ...(ID.test(typed) && wanted !== typed
        ? [line('events id', t('palette.searchId', { text: shown }), show(`id:${quoted(typed)}`))]
        : []),
    ];
  });
}

/** A text that names fields is a query as it is; any other is looked for as it stands. */
function queryOf(text: string): string {
  const isQuery = /[:<>=]/u.test(text) && parseQuery(text).ok;
  return isQuery ? text : quoted(text);
}

const quoted = (text: string): string => `"${text.replace(/[\\"]/gu, '\\$&')}"`;
