import StreamSettings from '@/views/settings/StreamSettings.vue';
import { sources } from '../../../support/stand-in/scenario';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

const sourceId = sources()[0]!.config.id;

export default defineStory(StreamSettings, { of: 'views/settings/StreamSettings.vue', ...PANE }, [
  { name: 'As usual', props: {}, stores: settingsOf() },
  {
    name: 'All changed',
    props: {},
    stores: settingsOf({
      rowTime: 'delta',
      showDelta: false,
      pauseOnSelect: false,
      followAtEnd: true,
      showComments: true,
      showStates: true,
      tables: { '': { columns: [] }, [sourceId]: { columns: [] } },
      pinnedChannels: [
        { sourceId, channel: 'orders/eu' },
        { sourceId: '', channel: 'metrics' },
      ],
    }),
  },
]);
