import { useOnline } from '@vueuse/core';
import { onScopeDispose, watch, type Ref } from 'vue';
import { t } from '../i18n/i18n';
import { useFeed } from '../stores/feed';
import { useSources } from '../stores/sources';
import { connectionWords } from '../ui/connection-words';
import { whole } from '../ui/format';
import { createAnnouncer } from './announcer';

/** Says changes of state, gaps and arrivals while paused; never single events. Returns the words for the live region. */
export function useAnnouncements(): Ref<string> {
  const sources = useSources();
  const feed = useFeed();
  const { message, say, stop } = createAnnouncer();
  onScopeDispose(stop);

  const phases = new Map<string, string>();
  watch(
    () => sources.list,
    (list) => {
      const gone = new Set(phases.keys());
      for (const source of list) {
        const { id, name } = source.config;
        gone.delete(id);
        const { phase } = source.state;
        const before = phases.get(id);
        phases.set(id, phase);
        // The way back up is told once, when it is open again.
        if (before === undefined || before === phase || phase === 'connecting') continue;
        const { word, reason } = connectionWords(source, Date.now());
        say(
          id,
          reason
            ? t('shell.announce.because', { name, word, reason })
            : t('shell.announce.changed', { name, word }),
        );
      }
      for (const id of gone) phases.delete(id);
    },
    { immediate: true },
  );
  watch(
    () => feed.breaks.at(-1),
    (made, before) => {
      if (made && before && made.lost) say('gap', t('shell.announce.gap'));
    },
  );
  watch(
    () => feed.newCount,
    (count) => {
      if (count > 0) say('new', t('shell.announce.fresh', { n: whole(count) }, count));
    },
  );
  const isOnline = useOnline();
  watch(isOnline, (online) => say('network', t(online ? 'shell.announce.online' : 'shell.announce.offline')));
  return message;
}
