import ConfirmDialog from '@/ui/ConfirmDialog.vue';
import { defineStory } from '../../story';

export default defineStory(
  ConfirmDialog,
  { of: 'ui/ConfirmDialog.vue', stage: { width: 560, height: 260 } },
  [
    {
      name: 'Asks',
      props: { title: 'Revoke web-dev?', action: 'Revoke token' },
      slots: { default: () => 'Whoever uses it is cut off and cannot come back with it.' },
    },
  ],
);
