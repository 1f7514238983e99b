import WordsField from '@/views/settings/WordsField.vue';
import { typed } from '../../acts';
import { defineStory } from '../../story';
import { readOrigins } from '@/views/settings/origins';

const origins = { label: 'Web origins', words: [] as string[], read: readOrigins };

export default defineStory(WordsField, { of: 'views/settings/WordsField.vue', width: 420, within: 'setb' }, [
  { name: 'None', props: origins },
  { name: 'Two', props: { ...origins, words: ['https://app.example.com', 'http://localhost:5173'] } },
  { name: 'Wrong', props: origins, act: typed('input', 'app.example.com/login', true) },
]);
