import ExplainPane from '@/views/connections/ExplainPane.vue';
import { defineStory } from '../../story';
import { sources } from '../../../support/stand-in/scenario';

const source = sources().find(({ config }) => config.id === 'orders')!;
const long = {
  ...source,
  config: { ...source.config, name: 'orders of all shops of the whole wide world, live' },
};

export default defineStory(
  ExplainPane,
  { of: 'views/connections/ExplainPane.vue', width: 344, within: 'v-conn gal-explain' },
  [
    { name: 'Beside the connection', props: { source, clock: 'utc', dialog: false } },
    { name: 'A long name', props: { source: long, clock: 'utc', dialog: false } },
  ],
);
