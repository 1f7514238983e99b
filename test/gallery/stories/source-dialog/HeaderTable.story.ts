import HeaderTable from '@/app/source-dialog/HeaderTable.vue';
import { defineStory } from '../../story';
import { FORM, header } from './forms';

const wrong = [header({ name: 'X Bad Name', value: '1' }), header({ name: 'X-Long', value: 'line\nline' })];

export default defineStory(HeaderTable, { of: 'app/source-dialog/HeaderTable.vue', ...FORM }, [
  { name: 'None', props: { modelValue: [], problems: new Map() } },
  {
    name: 'Plain, secret, stored, to be typed again, switched off',
    props: {
      modelValue: [
        header({ name: 'Accept-Language', value: 'de, en;q=0.8' }),
        header({ name: 'Authorization', value: 'Bearer 4f9c', secret: true }),
        header({
          name: 'X-Api-Key',
          secret: true,
          stored: { name: 'X-Api-Key', mask: '••••4f9c', missing: false },
        }),
        header({
          name: 'Cookie',
          secret: true,
          stored: { name: 'Cookie', mask: '••••', missing: true },
        }),
        header({
          name: 'X-A-Header-With-A-Rather-Long-Name',
          value: `switched off, and ${'long '.repeat(30)}`,
          enabled: false,
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
        [wrong[0]!.key, 'A header name has no spaces: "X Bad Name".'],
        [wrong[1]!.key, 'The value of X-Long has a line break in it.'],
      ]),
    },
  },
]);
