import { nextTick } from 'vue';
import DropTarget from '@/app/transfer/DropTarget.vue';
import { defineStory } from '../../story';

async function hover(): Promise<void> {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('text/plain', 'https://example.com/events');
  window.dispatchEvent(new DragEvent('dragenter', { dataTransfer, bubbles: true, cancelable: true }));
  await nextTick();
}

export default defineStory(
  DropTarget,
  { of: 'app/transfer/DropTarget.vue', stage: { width: 640, height: 360 } },
  [{ name: 'An address over the window', props: {}, act: hover }],
);
