import { Bookmark, Hash, Radio, Settings2, Tag } from '@lucide/vue';
import { t } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { useCaptures } from '../../stores/captures';
import { useFeed } from '../../stores/feed';
import { useRates } from '../../stores/rates';
import { useSavedQueries } from '../../stores/saved-queries';
import { useSettingsPlace } from '../../stores/settings-place';
import { useSources } from '../../stores/sources';
import { connectionWords } from '../../ui/connection-words';
import { rate, short } from '../../ui/format';
import { visibleExcerpt } from '../../ui/visible-text';
import { ROW_IDS, rowInfo } from '../../views/settings/setting-rows';
import { useQueryText } from '../../views/stream/query/query-text';
import { commandsOfSource } from './command-entries';
import type { PaletteEntry } from './palette-entry';

/** Longest name in a line, UTF-16 code units. */
const LONGEST = 120;
/** Most types that are offered, the most frequent first. */
const MOST_TYPES = 1_000;

/** Everywhere that somebody may want to go: sources, captures, channels, types, saved queries, settings. */
export function placeEntries(): PaletteEntry[] {
  return [
    ...sourceEntries(),
    ...captureEntries(),
    ...channelEntries(),
    ...typeEntries(),
    ...queryEntries(),
    ...settingEntries(),
  ];
}

/** Narrows the stream and shows it. */
function narrow(part: Parameters<ReturnType<typeof useFeed>['setFilter']>[0]): void {
  useFeed().setFilter(part);
  useApp().view = 'stream';
}

function sourceEntries(): PaletteEntry[] {
  const now = Date.now();
  const rates = useRates();
  return useSources().list.map((source) => {
    const { id, name, displayUrl } = source.config;
    return {
      id: `source ${id}`,
      group: 'sources',
      icon: Radio,
      title: visibleExcerpt(name, LONGEST),
      sub: connectionWords(source, now).word,
      also: displayUrl,
      end: t('palette.perSecond', { rate: rate(rates.ofSource(id).rate) }),
      blocked: null,
      stays: true,
      run: () => narrow({ sources: [id] }),
      more: () => commandsOfSource(id),
    };
  });
}

function captureEntries(): PaletteEntry[] {
  return useCaptures().list.map(({ id, name }) => ({
    id: `source ${id}`,
    group: 'sources',
    icon: Radio,
    title: visibleExcerpt(name, LONGEST),
    sub: t('palette.capture'),
    blocked: null,
    stays: true,
    run: () => narrow({ sources: [id] }),
  }));
}

/** Busiest first, each name once. */
function channelEntries(): PaletteEntry[] {
  const sources = useSources();
  const byName = new Map<string, { ids: string[]; events: number; rate: number }>();
  for (const { sourceId, channel, events, rate: perSecond } of useRates().channels.values()) {
    const known = byName.get(channel);
    if (!known) byName.set(channel, { ids: [sourceId], events, rate: perSecond });
    else {
      known.ids.push(sourceId);
      known.events += events;
      known.rate += perSecond;
    }
  }
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const known = names.get(id) ?? visibleExcerpt(sources.nameOf(id), LONGEST);
    names.set(id, known);
    return known;
  };
  return [...byName]
    .sort(([, a], [, b]) => b.rate - a.rate || b.events - a.events)
    .map(([channel, { ids, events, rate: perSecond }]) => ({
      id: `channel ${channel}`,
      group: 'channels',
      icon: Hash,
      title: visibleExcerpt(channel, LONGEST),
      sub: ids.map(nameOf).join(', '),
      end: perSecond > 0 ? t('palette.perSecond', { rate: rate(perSecond) }) : short(events),
      blocked: null,
      stays: true,
      run: () => narrow({ channel }),
    }));
}

function typeEntries(): PaletteEntry[] {
  return useFeed()
    .types.slice(0, MOST_TYPES)
    .map(({ type, count }) => ({
      id: `type ${type}`,
      group: 'types',
      icon: Tag,
      title: visibleExcerpt(type, LONGEST),
      end: short(count),
      blocked: null,
      stays: true,
      run: () => narrow({ types: [type], excludedTypes: [] }),
    }));
}

function queryEntries(): PaletteEntry[] {
  return useSavedQueries().list.map(({ name, query }) => ({
    id: `query ${name}`,
    group: 'queries',
    icon: Bookmark,
    title: visibleExcerpt(name, LONGEST),
    sub: visibleExcerpt(query, LONGEST),
    blocked: null,
    stays: true,
    run() {
      useApp().view = 'stream';
      useQueryText().run(query);
    },
  }));
}

function settingEntries(): PaletteEntry[] {
  return ROW_IDS.map((row) => {
    const { section, label, help } = rowInfo(row);
    return {
      id: `setting ${row}`,
      group: 'settings',
      icon: Settings2,
      title: t(label),
      sub: t(`settings.sections.${section}`),
      ...(help && { also: t(help) }),
      blocked: null,
      run: () => useSettingsPlace().go(row),
    };
  });
}
