import { t } from '../i18n/i18n';
import { useHub } from '../stores/hub';
import { useInbox } from '../stores/inbox';
import { useRecordings } from '../stores/recordings';
import { whole } from '../ui/format';
import { useActionHandlers } from './actions';

/** The hub of the app, recordings and the inbox. */
export function useHubActions(): void {
  const hub = useHub();
  const inbox = useInbox();
  const recordings = useRecordings();
  const isRecording = (): boolean => recordings.state.record.phase === 'recording';
  const needsHub = (): string | null => (hub.running ? null : t('palette.blocked.hubOff'));

  useActionHandlers({
    'recording.toggle': {
      run: () => (isRecording() ? recordings.stopRecording() : recordings.startRecording()),
      title: () => t(isRecording() ? 'palette.recording.stop' : 'palette.recording.start'),
      sub() {
        const { record } = recordings.state;
        return record.phase === 'recording'
          ? t('common.events', { n: whole(record.events) }, record.events)
          : '';
      },
    },
    'hub.demo': { run: () => hub.startDemo() },
    'hub.start': {
      run: () => hub.start(),
      blocked: () => (hub.running ? t('palette.blocked.hubOn') : null),
    },
    'hub.stop': { run: () => hub.stop(), blocked: needsHub },
    'hub.drop': { run: () => hub.dropNow(), blocked: needsHub },
    'inbox.read-all': {
      run: () => inbox.markRead('all'),
      blocked: () => (inbox.unread === 0 ? t('palette.blocked.allRead') : null),
    },
  });
}
