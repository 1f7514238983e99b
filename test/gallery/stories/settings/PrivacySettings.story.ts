import PrivacySettings from '@/views/settings/PrivacySettings.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(PrivacySettings, { of: 'views/settings/PrivacySettings.vue', ...PANE }, [
  { name: 'Secrets encrypted', props: {}, stores: settingsOf() },
  {
    name: 'No keyring',
    props: {},
    stores: settingsOf(
      {},
      { secretsKept: { kept: false, reason: 'This system has no keyring that Streamgauge can use.' } },
    ),
  },
]);
