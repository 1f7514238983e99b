import HistoryLeaving from '@/views/settings/HistoryLeaving.vue';
import { defineStory } from '../../story';
import { STILL_MS } from '../../still';

const left = (token: number, sourceId: string, events: number, seconds: number) => ({
  token,
  sourceId,
  events,
  bytes: events * 312,
  until: STILL_MS + seconds * 1_000,
});
const nameOf = (id: string): string =>
  ({ a: 'prices', b: 'A name of a source that goes on and on' })[id] ?? id;

export default defineStory(HistoryLeaving, { of: 'views/settings/HistoryLeaving.vue', width: 560 }, [
  {
    name: 'Two, one of them with one event',
    props: { leaving: [left(1, 'a', 48_210, 7), left(2, 'b', 1, 3)], nameOf, now: STILL_MS },
  },
]);
