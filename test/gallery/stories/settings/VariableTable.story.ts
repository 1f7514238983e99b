import VariableTable from '@/views/settings/VariableTable.vue';
import { newVariable, type VariableRow } from '@/views/settings/environment-rows';
import { defineStory } from '../../story';

const row = (part: Partial<VariableRow>): VariableRow => ({ ...newVariable(), ...part });
const secret = (name: string, missing: boolean): VariableRow =>
  row({ name, secret: true, stored: { name, mask: '••••4f9c', missing } });
const wrong = [row({ name: 'base url', value: 'https://example.com' }), row({ value: 'nameless' })];

export default defineStory(
  VariableTable,
  { of: 'views/settings/VariableTable.vue', width: 620, within: 'setb' },
  [
    { name: 'None', props: { modelValue: [], problems: new Map() } },
    {
      name: 'Plain, secret, to be typed again, long',
      props: {
        modelValue: [
          row({ name: 'host', value: 'eu.staging.example.com' }),
          secret('token', false),
          secret('signing_key', true),
          row({
            name: 'a_rather_long_name_of_a_variable',
            value: `https://example.com/${'segment/'.repeat(20)}`,
          }),
        ],
        problems: new Map(),
      },
    },
    {
      name: 'Wrong',
      props: {
        modelValue: wrong,
        problems: new Map([
          [wrong[0]!.key, 'A name has letters, digits, _, - and dots: "base url" has a space in it.'],
          [wrong[1]!.key, 'This variable has no name.'],
        ]),
      },
    },
  ],
);
