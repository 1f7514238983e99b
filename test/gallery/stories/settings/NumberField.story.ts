import NumberField from '@/views/settings/NumberField.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';

const size = { label: 'Size', value: 2_000, least: 16, most: 1_000_000, unit: 'MB' };

export default defineStory(
  NumberField,
  { of: 'views/settings/NumberField.vue', width: 300, within: 'setb' },
  [
    { name: 'A quantity', props: size },
    { name: 'A port', props: { label: 'Port', value: 4_870, least: 0, most: 65_535, plain: true } },
    { name: 'Too small', props: size, act: typed('input', '3', true) },
    { name: 'No number', props: size, act: typed('input', 'plenty', true) },
  ],
);
