import StreamChoice from '@/views/text/StreamChoice.vue';
import { sources } from '../../../support/stand-in/scenario';
import { defineStory } from '../../story';
import { give } from '../../with-stores';

const scope = { source: 'local-demo', channel: 'llm/chat' };
const offered = [scope];
const stores = (): void => give({ sources: sources() });

export default defineStory(StreamChoice, { of: 'views/text/StreamChoice.vue', width: 344 }, [
  {
    name: 'Found by itself',
    props: { scope, offered, reading: { shape: 'auto', path: '$.delta' }, problem: null },
    stores,
  },
  {
    name: 'By a path',
    props: { scope, offered, reading: { shape: 'path', path: '$.choices[*].delta.content' }, problem: null },
    stores,
  },
  {
    name: 'With a path that is none',
    props: {
      scope,
      offered,
      reading: { shape: 'path', path: '$.choices[' },
      problem: 'This is no JSONPath: the bracket is never closed.',
    },
    stores,
  },
  { name: 'No stream', props: { scope: null, offered: [], reading: null, problem: null }, stores },
]);
