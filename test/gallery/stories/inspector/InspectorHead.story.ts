import { eventMenu } from '@/views/stream/inspector/event-menu';
import { visibleText } from '@/ui/visible-text';
import InspectorHead from '@/views/stream/inspector/InspectorHead.vue';
import { HOSTILE, madeRow } from '../../made-events';
import { defineStory } from '../../story';

const menu = eventMenu({
  loaded: true,
  hasId: true,
  isJson: true,
  isPinned: false,
  resumable: true,
  sends: null,
  isSent: false,
});
const props = { event: madeRow({ seq: 900 }), title: 'order.paid', transport: 'SSE', source: 'orders', menu };

export default defineStory(
  InspectorHead,
  { of: 'views/stream/inspector/InspectorHead.vue', width: 344, within: 'inspector' },
  [
    { name: 'An event', props },
    { name: 'An error', props: { ...props, event: madeRow({ seq: 901, level: 'error' }) } },
    { name: 'On its way', props: { ...props, transport: null } },
    {
      name: 'Nothing known',
      props: { ...props, event: null, title: '', transport: null, source: '', menu: [] },
    },
    {
      name: 'Names of a stranger',
      props: {
        ...props,
        event: madeRow({ seq: 902, type: HOSTILE, channel: HOSTILE, id: HOSTILE }),
        title: visibleText(HOSTILE),
        source: HOSTILE,
      },
    },
  ],
);
