import MutedSources from '@/views/settings/MutedSources.vue';
import { defineStory } from '../../story';
import { PANE, settingsOf } from './panes';

const stores = settingsOf();

export default defineStory(MutedSources, { of: 'views/settings/MutedSources.vue', ...PANE }, [
  { name: 'None', props: { muted: [], problem: null }, stores },
  { name: 'Two, one of which is gone', props: { muted: ['orders', 'invoices-eu'], problem: null }, stores },
  {
    name: 'Not saved',
    props: { muted: ['orders'], problem: 'The settings could not be written: the disk is full.' },
    stores,
  },
]);
