import ServerView from '@/views/server/ServerView.vue';
import { defineStory } from '../../story';
import { give } from '../../with-stores';
import { runningHub, stoppedHub, troubledHub } from '../../../support/stand-in/hub';
import { noRecordings, someRecordings } from '../../../support/stand-in/recordings';

export default defineStory(
  ServerView,
  { of: 'views/server/ServerView.vue', width: 960, within: 'gal-view' },
  [
    {
      name: 'Running',
      props: {},
      stores: () => give({ hub: runningHub(), recordings: someRecordings() }),
    },
    {
      name: 'In trouble',
      props: {},
      stores: () => give({ hub: troubledHub(), recordings: noRecordings() }),
    },
    {
      name: 'Off',
      props: {},
      stores: () => give({ hub: stoppedHub(), recordings: noRecordings() }),
    },
  ],
);
