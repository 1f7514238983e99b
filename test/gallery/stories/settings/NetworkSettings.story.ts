import NetworkSettings from '@/views/settings/NetworkSettings.vue';
import { pressed } from '../../acts';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

export default defineStory(NetworkSettings, { of: 'views/settings/NetworkSettings.vue', ...PANE }, [
  { name: 'As the system says', props: {}, stores: settingsOf() },
  {
    name: 'A proxy of its own',
    props: {},
    stores: settingsOf({
      proxy: {
        kind: 'manual',
        url: 'http://proxy.eu-west.internal.example.com:3128',
        except: 'localhost, .internal.example.com, 10.0.0.0/8',
      },
    }),
  },
  {
    name: 'No address yet',
    props: {},
    stores: settingsOf(),
    act: pressed('[role="radio"]:last-of-type'),
  },
]);
