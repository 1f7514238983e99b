import { EMPTY_FILTER } from '@shared/feed';
import { useFeed } from '@/stores/feed';
import { useSeenFields } from '@/stores/seen-fields';
import QueryBar from '@/views/stream/QueryBar.vue';
import { useQueryText } from '@/views/stream/query/query-text';
import { seenFields } from '../../seen-fields';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const SCOPES = [
  { id: 'source notify', kind: 'source', name: 'notify' },
  { id: 'channel', kind: 'channel', name: 'NotificationStream:user:42, NotificationStream:user:1180' },
];
/** A window with 48,214 events, of which a query shows some. */
function start(query = '', matched = 48_214): void {
  give({});
  const feed = useFeed();
  feed.filter = { ...EMPTY_FILTER, query };
  feed.live = { first: 0, end: matched };
  feed.shown = feed.live;
  feed.totals = { received: 60_000, stored: 48_214, evicted: 0, dropped: 0 };
  useSeenFields().seen = seenFields;
}
const props = { scopes: [], filtered: false, following: true };

export default defineStory(
  QueryBar,
  { of: 'views/stream/QueryBar.vue', width: 940, within: 'v-stream gal-bar' },
  [
    { name: 'Empty', props, stores: () => start() },
    {
      name: 'A query',
      props: { ...props, filtered: true },
      stores: () => start('type:order.paid data.total>=100', 612),
    },
    {
      name: 'Narrowed, paused',
      props: { scopes: SCOPES, filtered: true, following: false },
      stores: () => start('level:error', 1),
    },
    {
      name: 'The history is being searched',
      props: { ...props, filtered: true },
      stores: () => {
        start('"payment webhook"', 12);
        useFeed().search = { looked: 18_000, of: 48_214 };
      },
      act: () => new Promise((after) => setTimeout(after, 200)),
    },
    {
      name: 'Matches are highlighted',
      props,
      stores: () => {
        start();
        useFeed().mark = '"A-17"';
        useQueryText().highlights = true;
        useQueryText().text = '"A-17"';
      },
    },
    {
      name: 'What cannot be read',
      props,
      stores: () => {
        start();
        useQueryText().text = 'type:order.paid and (level:error';
      },
    },
    {
      name: 'Completions',
      props,
      stores: () => start('type:order.paid and data.l'),
      async act(root) {
        const field = root.querySelector('input')!;
        field.focus();
        field.setSelectionRange(field.value.length, field.value.length);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
      },
    },
  ],
);
