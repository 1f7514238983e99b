import { h } from 'vue';
import SgDialog from '@/ui/SgDialog.vue';
import { defineStory } from '../../story';

export default defineStory(SgDialog, { of: 'ui/SgDialog.vue', stage: { width: 640, height: 320 } }, [
  {
    name: 'With a footer',
    props: { title: 'Last event id of orders', width: 480 },
    slots: {
      default: () => h('div', { class: 'confirm-b' }, 'The server sends what comes after this id.'),
      footer: () => [
        h('span', { class: 'grow' }),
        h('button', { class: 'btn' }, 'Cancel'),
        h('button', { class: 'btn btn-primary' }, 'Reconnect from here'),
      ],
    },
  },
]);
