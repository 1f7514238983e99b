import { Filter, Pin, Terminal, Trash2 } from '@lucide/vue';
import { h } from 'vue';
import SgMenu from '@/ui/SgMenu.vue';
import { defineStory } from '../../story';

export default defineStory(SgMenu, { of: 'ui/SgMenu.vue', stage: { width: 320, height: 300 } }, [
  {
    name: 'Open',
    props: {
      label: 'orders',
      entries: [
        { heading: 'Channel' },
        { id: 'filter', label: 'Filter by this channel', icon: Filter, keys: 'F' },
        { id: 'pin', label: 'Pin', icon: Pin, checked: true },
        { id: 'curl', label: 'Copy as curl', icon: Terminal, disabled: true },
        'separator',
        { id: 'remove', label: 'Remove source', icon: Trash2, danger: true },
      ],
    },
    slots: { default: () => h('button', { class: 'btn' }, 'More') },
    async act(root) {
      const key = new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true });
      root.querySelector('button')?.dispatchEvent(key);
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    },
  },
]);
