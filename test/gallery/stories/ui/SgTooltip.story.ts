import { h } from 'vue';
import SgTooltip from '@/ui/SgTooltip.vue';
import { defineStory } from '../../story';

export default defineStory(SgTooltip, { of: 'ui/SgTooltip.vue', stage: { width: 260, height: 110 } }, [
  {
    name: 'With its key',
    props: { text: 'Add source', keys: 'Ctrl N' },
    slots: { default: () => h('button', { class: 'btn' }, 'Add') },
    async act(root) {
      root.querySelector('button')?.focus({ focusVisible: true } as FocusOptions);
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    },
  },
]);
