import CaptureAbout from '@/views/stream/CaptureAbout.vue';
import { someCaptures } from '../../../support/stand-in/transfers';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

export default defineStory(
  CaptureAbout,
  { of: 'views/stream/CaptureAbout.vue', stage: { width: 620, height: 480 } },
  [
    {
      name: 'Not all of it could be read',
      props: { capture: someCaptures()[1]!, events: 1_190 },
      stores: () => give({}),
    },
  ],
);
