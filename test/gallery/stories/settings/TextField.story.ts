import TextField from '@/views/settings/TextField.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';

const address = { label: 'Address', value: '', placeholder: 'http://proxy.example.com:3128' };

export default defineStory(TextField, { of: 'views/settings/TextField.vue', width: 420, within: 'setb' }, [
  { name: 'Empty', props: address },
  { name: 'Filled', props: { ...address, value: 'socks5h://127.0.0.1:9050' } },
  {
    name: 'Wrong',
    props: { ...address, read: () => 'Write it as http://host:port, or with https or socks5.' },
    act: typed('input', 'ftp://proxy', true),
  },
]);
