import JsonEditor from '@/views/server/JsonEditor.vue';
import { editorReady } from '../../json-editors';
import { defineStory } from '../../story';

const ORDER = '{\n  "order": "EU-20417",\n  "total": 129.9,\n  "paid": true,\n  "coupon": null\n}';

export default defineStory(
  JsonEditor,
  { of: 'views/server/JsonEditor.vue', width: 360, within: 'v-serv gal-tinted' },
  [
    { name: 'JSON', props: { label: 'Data', modelValue: ORDER }, act: editorReady },
    { name: 'Text', props: { label: 'Data', modelValue: 'no JSON at all' }, act: editorReady },
    { name: 'Empty', props: { label: 'Data', modelValue: '' }, act: editorReady },
  ],
);
