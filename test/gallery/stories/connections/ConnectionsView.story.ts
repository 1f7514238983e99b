import ConnectionsView from '@/views/connections/ConnectionsView.vue';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { sources } from '../../../support/stand-in/scenario';

export default defineStory(
  ConnectionsView,
  { of: 'views/connections/ConnectionsView.vue', width: 960, within: 'gal-view' },
  [
    { name: 'Sources', props: {}, stores: () => give({ sources: sources() }) },
    { name: 'None', props: {}, stores: () => give({ sources: [] }) },
  ],
);
