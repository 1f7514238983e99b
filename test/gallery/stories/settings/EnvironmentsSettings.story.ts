import EnvironmentsSettings from '@/views/settings/EnvironmentsSettings.vue';
import { noEnvironments, someEnvironments } from '../../../support/stand-in/environments';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

const some = settingsOf({}, { environments: someEnvironments() });

export default defineStory(EnvironmentsSettings, { of: 'views/settings/EnvironmentsSettings.vue', ...PANE }, [
  { name: 'None', props: {}, stores: settingsOf({}, { environments: noEnvironments() }) },
  { name: 'Two', props: {}, stores: some },
  { name: 'A wrong name let in', props: {}, stores: some, act: typed('.words input', '1ST HOME', true) },
]);
