import type { CallResult } from '@shared/ipc';
import PublishComposer from '@/views/server/PublishComposer.vue';
import { acts, pressed, typed } from '../../acts';
import { editorReady } from '../../json-editors';
import { defineStory } from '../../story';
import { until } from '../../until';

const shown = {
  running: true,
  channels: ['orders/eu/paid'],
  clients: 6,
  clock: 'utc',
  publish: () => new Promise<CallResult<'hub.publish'>>(() => undefined),
} as const;

export default defineStory(
  PublishComposer,
  { of: 'views/server/PublishComposer.vue', width: 384, within: 'v-serv gal-tinted' },
  [
    { name: 'Ready', props: shown, act: editorReady },
    {
      name: 'A channel that cannot be',
      props: shown,
      act: acts(editorReady, typed('input', ''), pressed('.btn-primary')),
    },
    { name: 'The audience open', props: shown, act: acts(editorReady, pressed('.pub-pr [aria-expanded]')) },
    { name: 'On its way', props: shown, act: acts(editorReady, pressed('.btn-primary')) },
    {
      name: 'Refused',
      props: {
        ...shown,
        publish: () => Promise.reject(new Error('The hub refused the event: the id 88240 was used before.')),
      },
      act: acts(editorReady, pressed('.btn-primary'), (root) =>
        until(() => root.textContent.includes('used before')),
      ),
    },
    { name: 'The hub is off', props: { ...shown, running: false }, act: editorReady },
  ],
);
