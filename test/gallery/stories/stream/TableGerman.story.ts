import { useFeed } from '@/stores/feed';
import EventTable from '@/views/stream/EventTable.vue';
import { sources } from '../../../support/stand-in/scenario';
import { madeRow } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { until } from '../../until';
import { give } from '../../with-stores';

const rows = Array.from({ length: 6 }, (_, i) => madeRow({ seq: 970 + i }));

export default defineStory(
  EventTable,
  { of: 'views/stream/EventTable.vue', width: 640, within: 'v-stream gal-table is-short', language: 'de' },
  [
    {
      name: 'Narrow, with several selected and new ones below',
      props: {},
      // Data is coloured when the rows have rested.
      act: (root) => until(() => root.querySelector('.dt bdi')),
      stores: () => {
        give({ sources: sources() });
        const feed = useFeed();
        feed.rows = { from: 0, rows };
        feed.live = { first: 0, end: 130 };
        feed.shown = { first: 0, end: rows.length };
        feed.following = false;
        feed.pausedAt = STILL_MS - 42_000;
        feed.moveTo(1);
        feed.extendTo(3);
      },
    },
  ],
);
