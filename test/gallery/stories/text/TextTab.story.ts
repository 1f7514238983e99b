import TextTab from '@/views/text/TextTab.vue';
import { giveTexts } from '../../responses';
import { defineStory } from '../../story';
import { until } from '../../until';

export default defineStory(TextTab, { of: 'views/text/TextTab.vue', width: 344, within: 'gal-pane' }, [
  {
    name: 'The response of an event',
    props: { seq: 12, sourceId: 'notify', channel: '' },
    stores: giveTexts,
    act: (root) => until(() => root.querySelector('.tp-body')?.textContent),
  },
  {
    name: 'An event of none',
    props: { seq: 12, sourceId: 'orders', channel: '' },
    stores: giveTexts,
    act: (root) => until(() => root.querySelector('.tp-blank')),
  },
  { name: 'Loading', props: { seq: 12, sourceId: 'catalog', channel: '' }, stores: giveTexts },
]);
