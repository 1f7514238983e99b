import HistorySettings from '@/views/settings/HistorySettings.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { NO_HISTORY, PANE, settingsOf } from './panes';

export default defineStory(HistorySettings, { of: 'views/settings/HistorySettings.vue', ...PANE }, [
  { name: 'Nine days of events', props: {}, stores: settingsOf() },
  { name: 'Nothing yet', props: {}, stores: settingsOf({}, { history: NO_HISTORY }) },
  { name: 'No number', props: {}, stores: settingsOf(), act: typed('.num input', 'plenty', true) },
]);
