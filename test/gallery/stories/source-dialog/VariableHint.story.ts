import VariableHint from '@/app/source-dialog/VariableHint.vue';
import { defineStory } from '../../story';
import { fieldStores, FORM } from './forms';

const many = 'abcdefgh'.split('').map((name) => `{{variable_${name}}}`);

export default defineStory(VariableHint, { of: 'app/source-dialog/VariableHint.vue', ...FORM }, [
  {
    name: 'Set, secret, of the process',
    stores: fieldStores,
    props: { texts: ['{{host}} {{token}} {{env.HOME}}'] },
  },
  { name: 'Unset, and many', stores: fieldStores, props: { texts: many } },
  { name: 'No environment is chosen', props: { texts: ['{{host}}'] } },
]);
