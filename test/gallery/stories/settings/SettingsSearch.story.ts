import SettingsSearch from '@/views/settings/SettingsSearch.vue';
import { defineStory } from '../../story';

export default defineStory(SettingsSearch, { of: 'views/settings/SettingsSearch.vue', width: 232 }, [
  { name: 'At rest', props: { modelValue: '' } },
  { name: 'Found', props: { modelValue: 'history' } },
  { name: 'Nothing', props: { modelValue: 'carburettor' } },
]);
