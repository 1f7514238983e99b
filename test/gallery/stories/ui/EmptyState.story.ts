import { h } from 'vue';
import EmptyState from '@/ui/EmptyState.vue';
import { defineStory } from '../../story';

export default defineStory(EmptyState, { of: 'ui/EmptyState.vue', width: 360 }, [
  { name: 'Fact alone', props: { title: 'Nothing recorded yet' } },
  {
    name: 'Help and one action',
    props: { title: 'Nothing matches this query', help: '48,214 events are in the history.' },
    slots: { default: () => h('button', { class: 'btn' }, 'Clear query') },
  },
]);
