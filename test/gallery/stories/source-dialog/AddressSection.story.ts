import AddressSection from '@/app/source-dialog/AddressSection.vue';
import { defineStory } from '../../story';
import { fieldStores, FORM, formWith } from './forms';

const plain = { problem: null, notes: [], autofocus: false };

export default defineStory(AddressSection, { of: 'app/source-dialog/AddressSection.vue', ...FORM }, [
  { name: 'Empty', props: { ...plain, modelValue: formWith(() => undefined) } },
  {
    name: 'With variables, one of them unset',
    stores: fieldStores,
    props: {
      ...plain,
      modelValue: formWith((form) => (form.url = 'https://{{host}}/{{tenant}}/events?user={{user}}')),
    },
  },
  {
    name: 'Wrong, after a curl command',
    props: {
      ...plain,
      problem: 'Start with http://, https://, ws:// or wss://.',
      notes: [
        '--compressed was left out: what is compressed is always unpacked.',
        '--cert was left out: choose the certificate under TLS and proxy.',
      ],
      modelValue: formWith((form) => {
        form.url = 'ftp://example.com/events';
        form.options.method = 'POST';
      }),
    },
  },
]);
