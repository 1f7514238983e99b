import SourceDialog from '@/app/SourceDialog.vue';
import { defineStory } from '../../story';
import { opened, STAGE } from './dialogs';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE }, [
  {
    name: 'From a curl command',
    props: {},
    stores: opened(
      'new',
      'endpoint',
      "curl -N 'https://example.com/events' -H 'Authorization: Bearer 4f9c' --http1.1 --compressed",
    ),
  },
]);
