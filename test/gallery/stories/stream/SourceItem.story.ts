import SourceItem from '@/views/stream/SourceItem.vue';
import { sources } from '../../../support/stand-in/scenario';
import { HOSTILE, madeSourceRate } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const list = sources();
const named = (id: string) => list.find(({ config }) => config.id === id)!;
const standing = { chosen: false, alone: false, muted: false, pinned: false, hasEvents: true };
const of = (id: string) => ({
  source: named(id),
  rate: madeSourceRate(id, named(id).state.phase === 'open' ? {} : { rate: 0, byteRate: 0, spark: [] }),
  unread: 0,
  standing,
  words: [],
  now: STILL_MS,
});
const notify = named('notify');

export default defineStory(
  SourceItem,
  { of: 'views/stream/SourceItem.vue', width: 248, within: 'v-stream sidebar srcs' },
  [
    { name: 'Open', props: of('notify') },
    {
      name: 'Chosen, with unread events',
      props: { ...of('notify'), unread: 1_318, standing: { ...standing, chosen: true } },
    },
    { name: 'Muted', props: { ...of('local-demo'), unread: 12, standing: { ...standing, muted: true } } },
    { name: 'On a lower rung', props: of('orders') },
    { name: 'Polling', props: of('inventory') },
    { name: 'Waiting', props: of('arena') },
    { name: 'Refused', props: of('payments') },
    { name: 'Paused', props: of('staging-logs') },
    { name: 'Certificates unchecked', props: of('legacy') },
    { name: 'Found by the filter', props: { ...of('notify'), words: ['tif'] } },
    {
      name: 'The name of a stranger',
      props: {
        ...of('notify'),
        source: { ...notify, config: { ...notify.config, name: HOSTILE } },
        unread: 4,
      },
    },
  ],
);
