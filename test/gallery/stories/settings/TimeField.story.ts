import TimeField from '@/views/settings/TimeField.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';

const from = { label: 'Quiet from', value: '22:00' };

export default defineStory(TimeField, { of: 'views/settings/TimeField.vue', width: 320, within: 'setb' }, [
  { name: 'A time', props: from },
  { name: 'Disabled', props: { ...from, disabled: true } },
  { name: 'None', props: from, act: typed('input', '25:00', true) },
]);
