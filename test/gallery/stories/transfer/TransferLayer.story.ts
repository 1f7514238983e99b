import { defineComponent, h } from 'vue';
import TransferLayer from '@/app/transfer/TransferLayer.vue';
import { someJobs } from '../../../support/stand-in/transfers';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

/** The window, as far as it needs it. */
const Host = defineComponent(() => () => [h('div', { class: 'toasts' }), h(TransferLayer)]);

export default defineStory(
  Host,
  { of: 'app/transfer/TransferLayer.vue', stage: { width: 760, height: 480 } },
  [{ name: 'Jobs in the corner', props: {}, stores: () => give({ jobs: someJobs() }) }],
);
