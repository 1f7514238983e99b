import ChannelRow from '@/views/stream/ChannelRow.vue';
import { ALL_LINES, channelLines, type ChannelLine } from '@/views/stream/channel-lines';
import { ChannelTree } from '@/views/stream/channel-tree';
import { HOSTILE, madeChannels } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

/** A line of the tree of all channels, by its label. */
function line(label: string, part: { muted?: boolean; unread?: boolean; late?: boolean } = {}): ChannelLine {
  const tree = new ChannelTree();
  tree.update(
    madeChannels().map((rate) => ({
      rate,
      unread: part.unread ?? false,
      muted: part.muted ?? false,
      lateAt: part.late ? STILL_MS - 60_000 : Infinity,
    })),
  );
  return channelLines(tree, ALL_LINES).find((each) => each.label === label)!;
}
const of = (shown: ChannelLine) => ({
  line: shown,
  value: '',
  now: () => STILL_MS,
  live: true,
  words: [],
  selected: false,
  revealed: false,
  current: false,
});
const paid = line('paid');
const orders = line('orders');

export default defineStory(
  ChannelRow,
  { of: 'views/stream/ChannelRow.vue', width: 300, within: 'v-stream sidebar gal-line' },
  [
    { name: 'A channel', props: of(paid) },
    {
      name: 'With its last value',
      props: { ...of(paid), value: 'order: EU-20417, total: 129.90, currency: EUR' },
    },
    { name: 'Unread', props: of(line('paid', { unread: true })) },
    { name: 'Muted', props: of(line('paid', { muted: true })) },
    { name: 'Late', props: of(line('refunded', { late: true })) },
    { name: 'Chosen', props: { ...of(paid), selected: true } },
    { name: 'Of the selected event', props: { ...of(paid), revealed: true } },
    { name: 'Under the cursor', props: { ...of(paid), current: true } },
    { name: 'An open branch', props: of(orders) },
    { name: 'A closed branch, with what it holds', props: of({ ...orders, open: false }) },
    {
      name: 'Pinned',
      props: of({ ...paid, label: 'orders/eu/paid', depth: 0, pinned: true, endsPinned: true }),
    },
    { name: 'Found by the filter', props: { ...of(paid), words: ['ai'] } },
    { name: 'The name of a stranger', props: of(line(HOSTILE)) },
  ],
);
