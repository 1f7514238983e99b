import NotificationSettings from '@/views/settings/NotificationSettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(NotificationSettings, { of: 'views/settings/NotificationSettings.vue', ...PANE }, [
  { name: 'Nothing muted', props: {}, stores: settingsOf() },
  {
    name: 'One muted',
    props: {},
    stores: settingsOf({ mutedChannels: [{ sourceId: '', channel: 'logs/worker' }] }),
  },
]);
