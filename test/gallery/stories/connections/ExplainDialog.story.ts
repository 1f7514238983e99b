import ExplainPane from '@/views/connections/ExplainPane.vue';
import { defineStory } from '../../story';
import { sources } from '../../../support/stand-in/scenario';

const source = sources().find(({ config }) => config.id === 'orders')!;

export default defineStory(
  ExplainPane,
  { of: 'views/connections/ExplainPane.vue', stage: { width: 680, height: 620 } },
  [{ name: 'Where there is no room beside it', props: { source, clock: 'utc', dialog: true } }],
);
