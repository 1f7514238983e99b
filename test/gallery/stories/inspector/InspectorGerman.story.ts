import InspectorPanel from '@/views/stream/InspectorPanel.vue';
import { useInspector, type InspectorTab } from '@/stores/inspector';
import { sources } from '../../../support/stand-in/scenario';
import { madeDetail } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const of = (seq: number) => {
  const detail = madeDetail({ seq, receivedAt: STILL_MS - 400 });
  return { seq, row: detail, state: { phase: 'ready', detail } as const };
};
const on = (tab: InspectorTab) => () => {
  give({ sources: sources() });
  useInspector().tab = tab;
};
const settled = () => new Promise<void>((after) => setTimeout(after, 120));

export default defineStory(
  InspectorPanel,
  { of: 'views/stream/InspectorPanel.vue', width: 300, within: 'v-stream gal-insp', language: 'de' },
  [
    { name: 'Data, as narrow as it gets', props: of(7_100), stores: on('data'), act: settled },
    { name: 'Raw', props: of(7_101), stores: on('raw'), act: settled },
    { name: 'Diff', props: of(7_102), stores: on('diff'), act: settled },
  ],
);
