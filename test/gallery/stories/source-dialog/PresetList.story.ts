import { h } from 'vue';
import PresetList from '@/app/source-dialog/PresetList.vue';
import { defineStory } from '../../story';

export default defineStory(PresetList, { of: 'app/source-dialog/PresetList.vue', width: 220 }, [
  { name: 'Any endpoint', props: { chosen: 'endpoint' } },
  {
    name: 'A service, with a note',
    props: { chosen: 'llm' },
    slots: {
      default: () => h('p', { class: 'hint presets-note' }, 'Secrets are encrypted by the system.'),
    },
  },
]);
