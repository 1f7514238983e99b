import { useCopyEvent } from '../app/copy-event';
import { t } from '../i18n/i18n';
import { useChannelMarks } from '../stores/channel-marks';
import { useFeed } from '../stores/feed';
import { useInspector, type InspectorTab } from '../stores/inspector';
import { visibleExcerpt } from '../ui/visible-text';
import { useSideActions } from '../views/stream/use-side-actions';
import { useActionHandlers, useActions, type ActionHandler } from './actions';

/** What can be done with the selected event, whichever view shows. */
export function useSelectedEventActions(): void {
  const actions = useActions();
  const feed = useFeed();
  const inspector = useInspector();
  const marks = useChannelMarks();
  const { copyJson, copyFrame } = useCopyEvent();
  const { toggleMute } = useSideActions();

  const noEvent = (): string | null => {
    const row = feed.selected;
    return row && row.kind === 'event' ? null : t('palette.blocked.noEvent');
  };
  const isMuted = (): boolean => {
    const row = feed.selected;
    return row !== null && marks.isMuted(row.sourceId, row.channel);
  };
  /** Its source's alone: the same name elsewhere is another channel. */
  function mute(): Promise<void> | undefined {
    const row = feed.selected;
    return row ? toggleMute(row.channel, isMuted(), [row.sourceId], row.channel) : undefined;
  }
  const inspect = (tab: InspectorTab): ActionHandler => ({
    run() {
      inspector.tab = tab;
      return actions.run('events.open');
    },
    blocked: () => (feed.selected === null ? t('palette.blocked.noEvent') : null),
  });

  useActionHandlers({
    'inspector.data': inspect('data'),
    'inspector.raw': inspect('raw'),
    'inspector.diff': inspect('diff'),
    'inspector.timing': inspect('timing'),
    'inspector.text': inspect('text'),
    'events.copy-json': { run: () => feed.selected && copyJson(feed.selected.seq), blocked: noEvent },
    'events.copy-frame': { run: () => feed.selected && copyFrame(feed.selected.seq), blocked: noEvent },
    'channel.mute': {
      run: mute,
      blocked: () => noEvent() ?? (feed.selected?.channel === '' ? t('palette.blocked.noChannel') : null),
      title: () => t(isMuted() ? 'palette.mute.unmute' : 'palette.mute.mute'),
      sub: () => visibleExcerpt(feed.selected?.channel ?? '', 60),
    },
  });
}
