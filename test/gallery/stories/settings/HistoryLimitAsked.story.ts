import HistorySettings from '@/views/settings/HistorySettings.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { settingsOf } from './panes';

export default defineStory(
  HistorySettings,
  { of: 'views/settings/HistorySettings.vue', within: 'setb', stage: { width: 860, height: 560 } },
  [
    {
      name: 'A limit that would delete events is asked about',
      props: {},
      stores: settingsOf(),
      act: typed('.num input', '500', true),
    },
  ],
);
