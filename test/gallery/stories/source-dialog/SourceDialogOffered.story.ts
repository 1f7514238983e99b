import SourceDialog from '@/app/SourceDialog.vue';
import { useApp } from '@/stores/app';
import { defineStory } from '../../story';
import { STAGE } from './dialogs';
import { fieldStores } from './forms';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE }, [
  {
    name: 'An address from a link',
    props: {},
    stores: () => {
      fieldStores();
      useApp().addSourceFrom('https://stream.example.com/v2/orders?channel=eu', true);
    },
  },
]);
