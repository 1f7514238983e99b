import HubSettings from '@/views/settings/HubSettings.vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import { stoppedHub } from '../../../support/stand-in/hub';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(HubSettings, { of: 'views/settings/HubSettings.vue', ...PANE }, [
  { name: 'Running', props: {}, stores: settingsOf() },
  {
    name: 'Off, all changed',
    props: {},
    stores: settingsOf(
      {
        hub: {
          ...DEFAULT_SETTINGS.hub,
          port: 4_870,
          heartbeatMs: 30_000,
          autoStart: true,
          allowedOrigins: ['https://app.example.com', 'http://localhost:5173'],
          historyEvents: 50_000,
          historyMegabytes: 64,
          persist: true,
        },
      },
      { hub: stoppedHub() },
    ),
  },
  { name: 'A wrong origin', props: {}, stores: settingsOf(), act: typed('.words input', 'app', true) },
]);
