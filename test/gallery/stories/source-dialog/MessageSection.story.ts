import { nextTick } from 'vue';
import MessageSection from '@/app/source-dialog/MessageSection.vue';
import { defineStory } from '../../story';
import { FORM, formWith, NO_PROBLEMS } from './forms';

async function opened(root: HTMLElement): Promise<void> {
  for (const row of root.querySelectorAll('details')) row.open = true;
  await nextTick();
}

export default defineStory(MessageSection, { of: 'app/source-dialog/MessageSection.vue', ...FORM }, [
  { name: 'Closed', props: { problems: NO_PROBLEMS, modelValue: formWith(() => undefined) } },
  {
    name: 'Phoenix, wrong',
    props: {
      problems: {
        ...NO_PROBLEMS,
        topics: 'Phoenix needs at least one topic.',
        subprotocols: '"chat room" is no name of a subprotocol: it has a space in it.',
      },
      modelValue: formWith((form) => {
        form.strategy = 'websocket';
        form.options.websocket.preset = 'phoenix';
        form.options.websocket.subprotocols = ['chat room'];
      }),
    },
    act: opened,
  },
  {
    name: 'GraphQL',
    props: {
      problems: NO_PROBLEMS,
      modelValue: formWith((form) => {
        form.strategy = 'websocket';
        form.options.websocket.preset = 'graphql-transport-ws';
        form.options.websocket.operation = 'subscription { orders(region: "eu") { id total } }';
        form.options.websocket.pingIntervalMs = 25_000;
      }),
    },
    act: opened,
  },
  {
    name: 'Polling with a cursor, wrong paths',
    props: {
      problems: {
        ...NO_PROBLEMS,
        cursor: 'Say where the cursor is in the answer, such as $.next.',
        paths: '"$..items" is no path: names and indices only, as in $.meta.id.',
      },
      modelValue: formWith((form) => {
        form.strategy = 'polling';
        form.options.polling.itemsPath = '$..items';
        form.cursor.from = 'body';
        form.mapping.type = '$..items';
      }),
    },
    act: opened,
  },
]);
