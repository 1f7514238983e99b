import CaptureItem from '@/views/stream/CaptureItem.vue';
import { someCaptures } from '../../../support/stand-in/transfers';
import { HOSTILE } from '../../made-events';
import { defineStory } from '../../story';

const [stream, har, ndjson] = someCaptures();
const standing = { chosen: false, alone: false, muted: false, pinned: false, hasEvents: true };
const props = { capture: stream!, events: 204_811, reading: null, standing, words: [] };

export default defineStory(
  CaptureItem,
  { of: 'views/stream/CaptureItem.vue', width: 248, within: 'v-stream sidebar srcs caps' },
  [
    { name: 'Read', props },
    { name: 'Being read', props: { ...props, events: 124_003, reading: 0.61 } },
    { name: 'Not all of it could be read', props: { ...props, capture: har!, events: 1_204 } },
    {
      name: 'Chosen',
      props: { ...props, capture: ndjson!, events: 18_003, standing: { ...standing, chosen: true } },
    },
    { name: 'Muted', props: { ...props, standing: { ...standing, muted: true } } },
    { name: 'Empty, found by the filter', props: { ...props, events: 0, words: ['mon'] } },
    { name: 'The name of a stranger', props: { ...props, capture: { ...stream!, name: HOSTILE } } },
    {
      name: 'Being renamed',
      props,
      act: (root) =>
        void root
          .querySelector('button')
          ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', bubbles: true, cancelable: true })),
    },
  ],
);
