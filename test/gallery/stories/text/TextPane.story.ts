import { useStreamText } from '@/stores/stream-text';
import TextPane from '@/views/text/TextPane.vue';
import { giveTexts } from '../../responses';
import { defineStory } from '../../story';
import { until } from '../../until';

function open(source: string | null): void {
  giveTexts();
  useStreamText().show(source === null ? null : { source, channel: null });
}
const said = (text: string) => (root: HTMLElement) => until(() => root.textContent.includes(text));

export default defineStory(TextPane, { of: 'views/text/TextPane.vue', width: 344, within: 'gal-pane' }, [
  {
    name: 'Responses',
    props: {},
    stores: () => open('notify'),
    act: (root) => until(() => root.querySelector('.tp-body')?.textContent),
  },
  { name: 'Loading', props: {}, stores: () => open('catalog') },
  { name: 'Nothing to join', props: {}, stores: () => open('orders'), act: said('12 events') },
  { name: 'No stream', props: {}, stores: () => open(null) },
  { name: 'Failed', props: {}, stores: () => open('arena'), act: said('could not be read') },
]);
