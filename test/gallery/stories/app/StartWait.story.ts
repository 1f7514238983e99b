import { nextTick } from 'vue';
import StartWait from '@/app/StartWait.vue';
import { defineStory } from '../../story';

/** It shows itself only when the start takes long. */
async function waited(root: HTMLElement): Promise<void> {
  await new Promise<void>((done) => {
    const look = (): void => {
      if (root.querySelector('[role="status"]')) done();
    };
    new MutationObserver(look).observe(root, { childList: true, subtree: true });
    look();
  });
  await nextTick();
}

export default defineStory(StartWait, { of: 'app/StartWait.vue', width: 560, within: 'gal-start' }, [
  { name: 'The engine takes its time', props: {}, act: waited },
]);
