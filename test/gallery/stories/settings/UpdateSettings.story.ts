import UpdateSettings from '@/views/settings/UpdateSettings.vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { pressed } from '../../acts';
import { defineStory } from '../../story';
import { answer } from '../../with-stores';
import { PANE, settingsOf } from './panes';

answer({ 'app.update': () => null });

export default defineStory(UpdateSettings, { of: 'views/settings/UpdateSettings.vue', ...PANE }, [
  { name: 'As installed', props: {}, stores: settingsOf() },
  {
    name: 'Nothing newer',
    props: {},
    stores: settingsOf({ desktop: { ...DEFAULT_SETTINGS.desktop, updates: 'beta' } }),
    act: pressed('.sr-r .btn'),
  },
]);
