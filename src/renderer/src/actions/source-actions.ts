import { Radio } from '@lucide/vue';
import type { Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { useCopySource } from '../app/copy-source';
import { useSourceActions as useRowActions } from '../app/use-source-actions';
import { t } from '../i18n/i18n';
import { useApp } from '../stores/app';
import { useFeed } from '../stores/feed';
import { useSources } from '../stores/sources';
import { useToasts } from '../stores/toasts';
import { connectionWords } from '../ui/connection-words';
import { visibleExcerpt } from '../ui/visible-text';
import { useConnectionSelection } from '../views/connections/selection';
import { useActionHandlers, type ActionHandler, type Choice } from './actions';
import { transportName } from '../ui/transport-name';

/** Most of a name that a sentence takes, UTF-16 code units. */
const LONGEST = 80;

type Why = (source: SourceSnapshot) => string | null;

/** What can be done with a source, for the one that is looked at or any other. */
export function useSourceActionHandlers(): void {
  const app = useApp();
  const connections = useConnectionSelection();
  const feed = useFeed();
  const sources = useSources();
  const toasts = useToasts();
  const { act } = useRowActions();
  const { copyAs } = useCopySource();

  /** The source that is meant when nobody says which: of the selected event, of the filter, of the view, or the only one. */
  function meant(): string | null {
    const { list, byId } = sources;
    const narrowed = feed.filter.sources.length === 1 ? feed.filter.sources[0] : undefined;
    const here =
      app.view === 'connections' ? (connections.id ?? list[0]?.config.id) : feed.selected?.sourceId;
    const id = here ?? narrowed ?? (list.length === 1 ? list[0]!.config.id : undefined);
    return id !== undefined && byId.has(id) ? id : null;
  }
  const blocked = (): string | null => (sources.list.length === 0 ? t('palette.blocked.noSource') : null);

  function choices(why: Why, then?: (source: SourceSnapshot) => readonly Choice[]): readonly Choice[] {
    const now = Date.now();
    return sources.list.map((source) => ({
      id: source.config.id,
      title: source.config.name,
      sub: connectionWords(source, now).word,
      icon: Radio,
      blocked: why(source),
      ...(then && { then: () => then(source) }),
    }));
  }
  const withSource = (
    run: (source: SourceSnapshot, choice: string | undefined) => unknown,
    why: Why = () => null,
    then?: (source: SourceSnapshot) => readonly Choice[],
  ): ActionHandler => ({
    run(id, choice) {
      const source = id === undefined ? undefined : sources.byId.get(id);
      if (!source) return;
      const reason = why(source);
      if (reason === null) return run(source, choice);
      const title = `${visibleExcerpt(source.config.name, LONGEST)}: ${reason}`;
      toasts.show({ level: 'info', title, stayMs: 4_000 });
    },
    blocked,
    choices: () => choices(why, then),
    // With a second question, somebody has to be asked anyway.
    usual: () => (then ? null : meant()),
  });

  const isPaused: Why = ({ state }) => (state.phase === 'paused' ? t('palette.blocked.paused') : null);
  const isRunning: Why = ({ state }) => (state.phase === 'paused' ? null : t('palette.blocked.notPaused'));
  const copies = (format: 'curl' | 'javascript' | 'python'): ActionHandler =>
    withSource(
      (source, secrets) => copyAs(source.config.id, format, secrets === 'clear'),
      () => null,
      () => [
        { id: 'masked', title: t('palette.copyAs.masked') },
        { id: 'clear', title: t('palette.copyAs.clear') },
      ],
    );

  useActionHandlers({
    'source.reconnect': withSource(({ config }) => sources.retryNow(config.id), isPaused),
    'source.reconnect-all': {
      run: () =>
        Promise.all(
          sources.list
            .filter(({ state }) => state.phase !== 'paused')
            .map(({ config }) => sources.retryNow(config.id)),
        ),
      blocked,
    },
    'source.pause': withSource(({ config }) => sources.pause(config.id), isPaused),
    'source.resume': withSource(({ config }) => sources.resume(config.id), isRunning),
    'source.only': withSource(({ config }) => {
      feed.setFilter({ sources: [config.id] });
      app.view = 'stream';
    }),
    'source.connection': withSource(({ config }) => {
      connections.id = config.id;
      connections.tab = 'connection';
      app.view = 'connections';
    }),
    'source.switch': withSource(
      ({ config }, transport) => sources.switchTransport(config.id, transport as Transport),
      ({ config, state }) => {
        if (state.phase === 'paused') return t('palette.blocked.paused');
        return config.transports.length > 1 ? null : t('palette.blocked.oneTransport');
      },
      ({ config, state }) =>
        config.transports.map((transport) => ({
          id: transport,
          title: transportName(transport).replace(/^p/u, 'P'),
          checked: 'transport' in state && state.transport === transport,
        })),
    ),
    'source.edit': withSource(({ config }) => (app.sourceDialog = config.id)),
    'source.copy-address': withSource((source) => act(source, 'copy-address')),
    'source.copy-curl': copies('curl'),
    'source.copy-javascript': copies('javascript'),
    'source.copy-python': copies('python'),
    'source.remove': withSource((source) => act(source, 'remove')),
  });
}
