import { useFeed } from '@/stores/feed';
import { useJoinKey } from '@/stores/join-key';
import JoinBar from '@/views/stream/join/JoinBar.vue';
import '@/views/stream/join/join.css';
import { sources } from '../../../support/stand-in/scenario';
import { HOSTILE, madeRow } from '../../made-events';
import { defineStory } from '../../story';
import '../../stored-counts';
import { give } from '../../with-stores';

const relate = (value: string | number) => () => {
  give({ sources: sources() });
  useJoinKey().relate({ path: ['data', 'order'], value });
};

export default defineStory(JoinBar, { of: 'views/stream/join/JoinBar.vue', width: 820, within: 'v-stream' }, [
  { name: 'Related events', props: {}, stores: relate('EU-20417') },
  {
    name: 'Follows the selection, a value of a stranger',
    props: {},
    stores: () => {
      relate(HOSTILE)();
      useJoinKey().follows = true;
    },
  },
  {
    name: 'The selected event has no value there',
    props: {},
    stores: () => {
      relate('EU-20417')();
      useJoinKey().related = null;
      useFeed().selected = madeRow({ seq: 1 });
    },
  },
  { name: 'No field yet', props: {}, stores: () => give({}) },
]);
